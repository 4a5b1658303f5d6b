"""DuckDB's own iceberg extension on the lakehouse's REST catalog, as any DuckDB user attaches it. It needs the lakehouse: checks.py.

Extensions come from the packages duckdb-extension-*, since this machine may have no way to DuckDB's own place for them.
"""

import datetime
import sysconfig
from glob import glob

import boto3
import duckdb
from checks import DATABASE, ENDPOINT, REGION, ROOT, check, equal, main, raises, sql

keys = boto3.Session().get_credentials().get_frozen_credentials()
host = ENDPOINT.removeprefix("http://")


def connect():
    connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for name in ("avro", "httpfs", "iceberg"):
        (file,) = glob(f"{sysconfig.get_path('purelib')}/duckdb_extension_{name}/**/{name}.duckdb_extension", recursive=True)
        connection.execute(f"LOAD '{file}'")
    connection.execute(
        f"CREATE SECRET store (TYPE s3, KEY_ID '{keys.access_key}', SECRET '{keys.secret_key}', REGION '{REGION}', ENDPOINT '{host}', URL_STYLE 'path', USE_SSL false)"
    )
    connection.execute(
        f"CREATE SECRET catalog (TYPE iceberg, CLIENT_ID '{keys.access_key}', CLIENT_SECRET '{keys.secret_key}', OAUTH2_SERVER_URI '{ENDPOINT}/iceberg/v1/oauth/tokens')"
    )
    connection.execute(f"ATTACH '' AS lake (TYPE iceberg, ENDPOINT '{ENDPOINT}/iceberg', SECRET catalog)")
    return connection


lake = connect()
T = f"lake.{DATABASE}"


def rows(statement):
    return lake.execute(statement).fetchall()


@check("DuckDB reads what Athena wrote, with its deletes and its old snapshots")
def read():
    sql(f"CREATE TABLE ice (id int, name string, day date) PARTITIONED BY (day) LOCATION '{ROOT}ice/' TBLPROPERTIES ('table_type'='ICEBERG')")
    sql("INSERT INTO ice VALUES (1, 'a', DATE '2024-01-01'), (2, NULL, DATE '2024-01-02'), (3, 'c', NULL)")
    first = sql('SELECT snapshot_id FROM "ice$snapshots"')[0][0]
    sql("DELETE FROM ice WHERE id = 2")
    equal(rows(f"SELECT * FROM {T}.ice ORDER BY id"), [(1, "a", datetime.date(2024, 1, 1)), (3, "c", None)])
    equal(rows(f"SELECT count(*) FROM {T}.ice AT (VERSION => {first})"), [(3,)])


@check("Athena reads what DuckDB wrote: create, insert, update, delete")
def write():
    lake.execute(f"CREATE TABLE {T}.duck (id BIGINT, name VARCHAR, price DECIMAL(10,2), made TIMESTAMP)")
    lake.execute(f"INSERT INTO {T}.duck VALUES (1, 'a', 1.25, '2024-01-01 01:02:03.456789'), (2, 'b', NULL, NULL), (3, 'c', 3, NULL)")
    lake.execute(f"UPDATE {T}.duck SET name = 'z' WHERE id = 3")
    lake.execute(f"DELETE FROM {T}.duck WHERE id = 2")
    equal(sql("SELECT id, name, price, made FROM duck ORDER BY id"), [["1", "a", "1.25", "2024-01-01 01:02:03.456789"], ["3", "z", "3.00", None]])
    lake.execute(f"INSERT INTO {T}.ice SELECT id + 10, name, DATE '2025-01-01' FROM {T}.duck")
    equal(sql("SELECT id, name FROM ice WHERE day = DATE '2025-01-01' ORDER BY id"), [["11", "a"], ["13", "z"]])
    equal(sql("""SELECT count(*) FROM "ice$partitions" """), [["3"]])


@check("a transaction that is rolled back leaves nothing; nobody sees one before its commit")
def transactions():
    before = sql('SELECT count(*) FROM "duck$snapshots"')
    lake.execute("BEGIN")
    lake.execute(f"INSERT INTO {T}.duck VALUES (9, 'gone', 0, NULL)")
    lake.execute("ROLLBACK")
    equal(sql('SELECT count(*) FROM "duck$snapshots"'), before)
    equal(sql("SELECT count(*) FROM duck WHERE id = 9"), [["0"]])
    lake.execute("BEGIN")
    for number in (20, 21):
        lake.execute(f"INSERT INTO {T}.duck VALUES ({number}, 'kept', 0, NULL)")
    equal(sql("SELECT count(*) FROM duck WHERE name = 'kept'"), [["0"]])
    lake.execute("COMMIT")
    equal(sql("SELECT count(*) FROM duck WHERE name = 'kept'"), [["2"]])


@check("DuckDB reads and writes plain files in the buckets")
def files():
    lake.execute(f"COPY (SELECT range AS n, range % 3 AS p FROM range(1000)) TO '{ROOT}plain/' (FORMAT parquet, PARTITION_BY (p))")
    equal(rows(f"SELECT count(*), sum(n), count(DISTINCT p) FROM read_parquet('{ROOT}plain/*/*.parquet', hive_partitioning = true)"), [(1000, 499500, 3)])
    sql(f"CREATE EXTERNAL TABLE plain (n bigint) PARTITIONED BY (p int) STORED AS PARQUET LOCATION '{ROOT}plain/'")
    sql("MSCK REPAIR TABLE plain")
    equal(sql("SELECT count(*), sum(n) FROM plain WHERE p = 1"), [["333", "166167"]])
    sql("DROP TABLE plain")


@check("wrong keys get nothing")
def security():
    other = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    for line in lake.execute("SELECT install_path FROM duckdb_extensions() WHERE loaded AND install_path LIKE '%duckdb_extension_%'").fetchall():
        other.execute(f"LOAD '{line[0]}'")
    raises(duckdb.Error, other.execute, f"CREATE SECRET bad (TYPE iceberg, CLIENT_ID '{keys.access_key}', CLIENT_SECRET 'wrong', OAUTH2_SERVER_URI '{ENDPOINT}/iceberg/v1/oauth/tokens')")


@check("what DuckDB drops is gone from the catalog")
def drop():
    lake.execute(f"DROP TABLE {T}.duck")
    sql("DROP TABLE ice")
    equal(sql("SHOW TABLES"), [])


if __name__ == "__main__":
    main()
