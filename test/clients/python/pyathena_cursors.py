"""PyAthena with its cursors, and SQLAlchemy through it. How to run it against AWS: checks.py."""

import datetime
import decimal
import functools

import pandas as pd
import pyarrow.fs
from checks import DATABASE, ENDPOINT, REGION, RESULTS, ROOT, check, equal, main, raises, sql
from pyathena import connect
from pyathena.arrow.cursor import ArrowCursor
from pyathena.async_cursor import AsyncCursor
from pyathena.cursor import DictCursor
from pyathena.error import DatabaseError, OperationalError
from pyathena.pandas.cursor import PandasCursor
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, inspect, select, text

if ENDPOINT:
    # PyAthena's Arrow results give pyarrow a region and keys but no address, and pyarrow then asks AWS.
    pyarrow.fs.S3FileSystem = functools.partial(pyarrow.fs.S3FileSystem, endpoint_override=ENDPOINT)

VALUES = """SELECT 1 AS i, BIGINT '9007199254740993' AS b, CAST(1.50 AS decimal(10,2)) AS d, 1.5e0 AS f, true AS t, 'é"'',x' AS s,
  DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 12:34:56.789' AS at, CAST(NULL AS varchar) AS nothing, '' AS empty,
  X'00ff' AS bin, ARRAY[1, 2] AS l, MAP(ARRAY['a'], ARRAY[1]) AS m, CAST(ROW(1, 'x') AS ROW(a integer, b varchar)) AS r"""


def cursor(kind=None, **more):
    connection = connect(s3_staging_dir=RESULTS, region_name=REGION, schema_name=DATABASE, poll_interval=0.1)
    return connection.cursor(kind, **more) if kind else connection.cursor(**more)


@check("Cursor gives Python's values")
def plain():
    found = cursor().execute(VALUES)
    equal([d[:2] for d in found.description][:3], [("i", "integer"), ("b", "bigint"), ("d", "decimal")])
    (row,) = found.fetchall()
    equal(row[:6], (1, 9007199254740993, decimal.Decimal("1.50"), 1.5, True, "é\"',x"))
    equal(row[6:11], (datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29, 12, 34, 56, 789000), None, "", b"\x00\xff"))
    equal(row[11:], ([1, 2], {"a": "1"}, {"a": "1", "b": "x"}))
    equal(found.rowcount, -1)
    equal(found.state, "SUCCEEDED")


@check("Cursor iterates over more than one page, and takes parameters in both styles")
def pages():
    numbers = "SELECT n FROM (SELECT sequence(1, 2500) AS s) CROSS JOIN UNNEST(s) AS t (n) ORDER BY n"
    equal([n for (n,) in cursor().execute(numbers)], list(range(1, 2501)))
    equal(cursor().execute("SELECT %(a)s, %(b)s", {"a": "it's", "b": 3}).fetchone(), ("it's", 3))
    equal(cursor().execute("SELECT ?, ?", ["'x'", "4"], paramstyle="qmark").fetchone(), ("x", 4))


@check("an error of the query is a DatabaseError with its words")
def errors():
    error = raises((OperationalError, DatabaseError), cursor().execute, "SELECT nosuch")
    assert "COLUMN_NOT_FOUND: line 1:8: Column 'nosuch' cannot be resolved" in str(error), error


@check("a write tells how many rows it wrote")
def writes():
    cursor().execute(f"CREATE TABLE ice (id int, name string) LOCATION '{ROOT}ice/' TBLPROPERTIES ('table_type'='ICEBERG')")
    equal(cursor().execute("INSERT INTO ice VALUES (1, 'a'), (2, 'b'), (3, 'c')").rowcount, 3)
    equal(cursor().execute("UPDATE ice SET name = 'z' WHERE id > 1").rowcount, 2)
    equal(cursor().execute("DELETE FROM ice WHERE id = 3").rowcount, 1)
    equal(cursor(DictCursor).execute("SELECT * FROM ice ORDER BY id").fetchall(), [{"id": 1, "name": "a"}, {"id": 2, "name": "z"}])


@check("PandasCursor reads the file of the results, by CSV and by UNLOAD")
def pandas():
    frame = cursor(PandasCursor).execute("SELECT id, name, CAST(NULL AS varchar) AS nothing, '' AS empty FROM ice ORDER BY id").as_pandas()
    equal(frame["id"].tolist(), [1, 2])
    equal(frame["name"].tolist(), ["a", "z"])
    assert frame["nothing"].isna().all()
    equal(cursor(PandasCursor, unload=True).execute("SELECT id, name FROM ice ORDER BY id").as_pandas()["id"].tolist(), [1, 2])
    chunks = cursor(PandasCursor).execute("SELECT n FROM UNNEST(sequence(1, 10)) AS t (n)", chunksize=4).as_pandas()
    equal(sum(len(chunk) for chunk in chunks), 10)


@check("ArrowCursor gives typed tables, by CSV and by UNLOAD")
def arrow():
    table = cursor(ArrowCursor).execute("SELECT id, CAST(id AS decimal(10,2)) AS d, TIMESTAMP '2024-01-01 00:00:00.5' AS at FROM ice ORDER BY id").as_arrow()
    # PyAthena reads decimals of a CSV as text.
    equal(table.column("d").to_pylist(), ["1.00", "2.00"])
    equal(table.column("at").to_pylist(), [datetime.datetime(2024, 1, 1, 0, 0, 0, 500000)] * 2)
    unloaded = cursor(ArrowCursor, unload=True).execute("SELECT id, name FROM ice ORDER BY id").as_arrow()
    equal(unloaded.to_pylist(), [{"id": 1, "name": "a"}, {"id": 2, "name": "z"}])


@check("AsyncCursor runs several at once and cancels one")
def asynchronous():
    running = cursor(AsyncCursor)
    futures = [running.execute(f"SELECT {n} AS n")[1] for n in range(5)]
    equal([future.result().fetchall() for future in futures], [[(n,)] for n in range(5)])
    digits = "(VALUES 0,1,2,3,4,5,6,7,8,9)"
    query_id, future = running.execute("SELECT count(*) FROM " + " CROSS JOIN ".join(f"{digits} {x} (v)" for x in "abcdefghijklmn") + " WHERE a.v * b.v + c.v = d.v * e.v")
    running.cancel(query_id).result()
    equal(future.result().state, "CANCELLED")


@check("SQLAlchemy reads, writes and reflects")
def sqlalchemy():
    engine = create_engine(f"awsathena+rest://@athena.{REGION}.amazonaws.com:443/{DATABASE}?s3_staging_dir={RESULTS}&region_name={REGION}&poll_interval=0.1")
    sql(f"CREATE EXTERNAL TABLE reflected (a int COMMENT 'one', b decimal(9,2), c timestamp, d array<string>) PARTITIONED BY (p string) LOCATION '{ROOT}reflected/'")
    with engine.connect() as connection:
        equal(connection.execute(text("SELECT :x AS x"), {"x": "a'b"}).scalar(), "a'b")
        ice = Table("ice", MetaData(), autoload_with=connection)
        equal(connection.execute(select(func.count()).select_from(ice).where(ice.c.name == "z")).scalar(), 1)
        connection.execute(ice.insert().values(id=9, name="orm"))
        equal(connection.execute(select(ice.c.name).order_by(ice.c.id.desc()).limit(1)).scalar(), "orm")
        metadata = MetaData(schema=DATABASE)
        made = Table("made", metadata, Column("n", Integer), Column("s", String), awsathena_location=f"{ROOT}made/", awsathena_tblproperties={"table_type": "ICEBERG"})
        made.create(connection)
        connection.execute(made.insert().values(n=1, s="x"))
        equal(connection.execute(select(made)).fetchall(), [(1, "x")])
        made.drop(connection)
    inspector = inspect(engine)
    assert DATABASE in inspector.get_schema_names()
    assert {"ice", "reflected"} <= set(inspector.get_table_names(schema=DATABASE))
    columns = inspector.get_columns("reflected", schema=DATABASE)
    equal([c["name"] for c in columns], ["a", "b", "c", "d", "p"])
    equal([str(c["type"]) for c in columns][:3], ["INTEGER", "DECIMAL(9, 2)", "TIMESTAMP"])
    equal(columns[0]["comment"], "one")
    sql("CREATE VIEW seen AS SELECT 1 AS one")
    equal(inspect(engine).get_view_names(schema=DATABASE), ["seen"])
    assert "1" in inspect(engine).get_view_definition("seen", schema=DATABASE)
    equal(pd.read_sql("SELECT id FROM ice ORDER BY id", engine)["id"].tolist(), [1, 2, 9])


@check("tables that PyAthena made are dropped")
def drop():
    cursor().execute("DROP VIEW seen")
    for name in ("ice", "reflected"):
        cursor().execute(f"DROP TABLE {name}")
    equal(cursor().execute("SHOW TABLES").fetchall(), [])


if __name__ == "__main__":
    main()
