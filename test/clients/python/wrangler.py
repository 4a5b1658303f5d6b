"""AWS SDK for pandas (awswrangler). How to run it against AWS: checks.py."""

import datetime
import decimal
import warnings

warnings.simplefilter("ignore")

import awswrangler as wr
import boto3
import pandas as pd
from checks import DATABASE, ENDPOINT, RESULTS, ROOT, check, equal, main, sql

if ENDPOINT:
    for service in ("athena", "glue", "s3", "sts"):
        setattr(wr.config, f"{service}_endpoint_url", ENDPOINT)

FRAME = pd.DataFrame(
    {
        "id": pd.array([1, 2, 3], dtype="Int64"),
        "name": ["a", None, "ü"],
        "price": [decimal.Decimal("1.10"), decimal.Decimal("2.25"), None],
        "at": pd.to_datetime(["2024-01-01 10:00:00.123", "2024-01-02", "2024-01-03"], format="ISO8601"),
        "day": [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2), None],
        "part": ["x", "y", "y"],
    }
)


def read(statement, **more):
    return wr.athena.read_sql_query(statement, database=DATABASE, **{"ctas_approach": False, "s3_output": RESULTS, **more})


def records(frame):
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame.itertuples(index=False)]


@check("s3.to_parquet makes a partitioned dataset in the catalog that Athena reads")
def dataset():
    done = wr.s3.to_parquet(FRAME, path=f"{ROOT}data/", dataset=True, database=DATABASE, table="data", partition_cols=["part"], dtype={"price": "decimal(10,2)"})
    equal(sorted(done["partitions_values"].values()), [["x"], ["y"]])
    found = read("SELECT id, name, price, at, day, part FROM data ORDER BY id")
    equal(
        records(found),
        [
            (1, "a", decimal.Decimal("1.10"), pd.Timestamp("2024-01-01 10:00:00.123"), datetime.date(2024, 1, 1), "x"),
            (2, None, decimal.Decimal("2.25"), pd.Timestamp("2024-01-02"), datetime.date(2024, 1, 2), "y"),
            (3, "ü", None, pd.Timestamp("2024-01-03"), None, "y"),
        ],
    )


@check("append, overwrite of partitions, and a new column")
def modes():
    more = FRAME.assign(id=pd.array([4, 5, 6], dtype="Int64"), part=["x", "z", "z"])
    arguments = {"path": f"{ROOT}data/", "dataset": True, "database": DATABASE, "table": "data", "partition_cols": ["part"], "dtype": {"price": "decimal(10,2)"}}
    wr.s3.to_parquet(more, mode="append", **arguments)
    equal(records(read("SELECT part, count(*) FROM data GROUP BY 1 ORDER BY 1")), [("x", 2), ("y", 2), ("z", 2)])
    wr.s3.to_parquet(more[1:2].assign(extra="new"), mode="overwrite_partitions", schema_evolution=True, **arguments)
    equal(records(read("SELECT part, count(*), max(extra) FROM data GROUP BY 1 ORDER BY 1")), [("x", 2, None), ("y", 2, None), ("z", 1, "new")])
    equal(list(wr.catalog.get_table_types(DATABASE, "data")), ["id", "name", "price", "at", "day", "extra", "part"])


@check("read_sql_query by CTAS and by UNLOAD gives the same as by CSV")
def approaches():
    statement = "SELECT id, name, price, at, day, part FROM data WHERE part <> 'z' ORDER BY id"
    plain = records(read(statement))
    equal(records(read(statement, ctas_approach=True).sort_values("id")), plain)
    unloaded = read(statement, unload_approach=True, s3_output=f"{ROOT}unload/")
    equal(records(unloaded.sort_values("id")), plain)
    chunks = list(read(statement, chunksize=2))
    equal(sum(len(c) for c in chunks), len(plain))


@check("parameters, workgroup helpers and query metadata")
def queries():
    equal(records(read("SELECT id FROM data WHERE name = :name AND id < :top", params={"name": "a", "top": 2})), [(1,)])
    equal(records(read("SELECT id FROM data WHERE id = ?", params=["2"], paramstyle="qmark")), [(2,)])
    query_id = wr.athena.start_query_execution("SELECT 1", database=DATABASE, s3_output=RESULTS)
    equal(wr.athena.wait_query(query_id)["Status"]["State"], "SUCCEEDED")
    equal(records(wr.athena.get_query_results(query_id)), [(1,)])
    equal(records(wr.athena.describe_table("data", DATABASE, s3_output=RESULTS).head(1))[0][:2], ("id", "bigint"))
    assert "CREATE EXTERNAL TABLE" in wr.athena.show_create_table("data", DATABASE, s3_output=RESULTS)
    wr.athena.repair_table("data", DATABASE, s3_output=RESULTS)


@check("create_ctas_table and unload")
def ctas():
    made = wr.athena.create_ctas_table("SELECT id, part FROM data", database=DATABASE, ctas_table="by_ctas", s3_output=f"{ROOT}by_ctas/", storage_format="parquet", partitioning_info=["part"], wait=True)
    equal(made["ctas_table"], "by_ctas")
    equal(records(read("SELECT count(*) FROM by_ctas WHERE part = 'y'")), [(2,)])
    # unload takes no place for results of its own: a work group has one.
    boto3.client("athena").create_work_group(Name=DATABASE, Configuration={"ResultConfiguration": {"OutputLocation": RESULTS}})
    try:
        wr.athena.unload("SELECT id FROM data", path=f"{ROOT}unloaded/", database=DATABASE, workgroup=DATABASE)
    finally:
        boto3.client("athena").delete_work_group(WorkGroup=DATABASE, RecursiveDeleteOption=True)
    equal(sorted(wr.s3.read_parquet(f"{ROOT}unloaded/")["id"]), sorted(i for (i,) in records(read("SELECT id FROM data"))))


@check("to_iceberg makes, appends, overwrites and merges; delete_from_iceberg_table deletes")
def iceberg():
    frame = FRAME[["id", "name", "part"]]
    arguments = {"database": DATABASE, "table": "ice", "temp_path": f"{ROOT}ice_temp/", "s3_output": RESULTS, "keep_files": False}
    wr.athena.to_iceberg(frame, table_location=f"{ROOT}ice/", partition_cols=["part"], **arguments)
    wr.athena.to_iceberg(frame.assign(id=frame["id"] + 10), mode="append", **arguments)
    equal(records(read("SELECT id, name, part FROM ice ORDER BY id")), [(1, "a", "x"), (2, None, "y"), (3, "ü", "y"), (11, "a", "x"), (12, None, "y"), (13, "ü", "y")])
    wr.athena.to_iceberg(frame.assign(name="merged")[:1], merge_cols=["id"], **arguments)
    equal(records(read("SELECT name FROM ice WHERE id = 1")), [("merged",)])
    wr.athena.to_iceberg(frame.assign(more=1.5), mode="append", schema_evolution=True, **arguments)
    equal(records(read("SELECT count(*), count(more) FROM ice")), [(9, 3)])
    wr.athena.delete_from_iceberg_table(frame[:2][["id"]], merge_cols=["id"], **arguments)
    equal(records(read("SELECT id FROM ice ORDER BY id")), [(3,), (3,), (11,), (12,), (13,)])
    wr.athena.to_iceberg(frame[:1], mode="overwrite", **arguments)
    equal(records(read("SELECT id, name FROM ice")), [(1, "a")])


@check("csv and json datasets, and objects")
def formats():
    frame = FRAME[["id", "name"]].fillna({"name": "none"})
    wr.s3.to_csv(frame, path=f"{ROOT}csv/", dataset=True, database=DATABASE, table="as_csv", index=False)
    equal(records(read("SELECT id, name FROM as_csv ORDER BY id")), [(1, "a"), (2, "none"), (3, "ü")])
    wr.s3.to_json(frame, path=f"{ROOT}json/", dataset=True, database=DATABASE, table="as_json", orient="records", lines=True, index=None)
    equal(records(read("SELECT id, name FROM as_json ORDER BY id")), [(1, "a"), (2, "none"), (3, "ü")])
    equal(records(wr.s3.read_csv(f"{ROOT}csv/", dataset=True, names=["id", "name"]).sort_values("id")), records(frame))
    objects = wr.s3.list_objects(f"{ROOT}csv/")
    assert objects and all(size > 0 for size in wr.s3.size_objects(objects).values())
    wr.s3.copy_objects(objects, source_path=f"{ROOT}csv/", target_path=f"{ROOT}csv2/")
    equal(len(wr.s3.list_objects(f"{ROOT}csv2/")), len(objects))
    wr.s3.delete_objects(f"{ROOT}csv2/")
    equal(wr.s3.list_objects(f"{ROOT}csv2/"), [])


@check("the catalog's functions")
def catalog():
    assert wr.catalog.does_table_exist(DATABASE, "data")
    equal(wr.catalog.get_table_location(DATABASE, "data"), f"{ROOT}data/")
    equal(sorted(wr.catalog.get_partitions(DATABASE, "data").values()), [["x"], ["y"], ["z"]])
    equal(list(wr.catalog.get_parquet_partitions(DATABASE, "data", expression="part = 'x'").values()), [["x"]])
    wr.catalog.upsert_table_parameters({"owner": "me"}, DATABASE, "data")
    equal(wr.catalog.get_table_parameters(DATABASE, "data")["owner"], "me")
    assert {"data", "ice", "as_csv"} <= {t["Name"] for t in wr.catalog.get_tables(database=DATABASE)}
    equal(wr.catalog.table(DATABASE, "data")["Column Name"].tolist()[:2], ["id", "name"])
    assert DATABASE in wr.catalog.databases(limit=1000)["Database"].tolist()
    wr.catalog.delete_partitions("data", DATABASE, [["x"]])
    equal(records(read("SELECT DISTINCT part FROM data ORDER BY 1")), [("y",), ("z",)])
    wr.catalog.add_parquet_partitions(DATABASE, "data", {f"{ROOT}data/part=x/": ["x"]})
    equal(records(read("SELECT DISTINCT part FROM data ORDER BY 1")), [("x",), ("y",), ("z",)])
    for name in ("data", "ice", "as_csv", "as_json", "by_ctas"):
        assert wr.catalog.delete_table_if_exists(DATABASE, name)
    assert not wr.catalog.does_table_exist(DATABASE, "data")


if __name__ == "__main__":
    main()
