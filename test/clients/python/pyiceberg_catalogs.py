"""PyIceberg through Glue and, where there is one, the Iceberg REST catalog. How to run it against AWS: checks.py.

The lakehouse's REST catalog is at MDW_CLIENTS_ENDPOINT/iceberg. On AWS the REST checks use Glue's own REST endpoint with
Signature Version 4 (https://docs.aws.amazon.com/glue/latest/dg/connect-glu-iceberg-rest.html).
"""

import datetime
import decimal

import boto3
import pyarrow as pa
from checks import DATABASE, ENDPOINT, REGION, ROOT, check, equal, main, raises, sql
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, TableAlreadyExistsError
from pyiceberg.expressions import EqualTo, GreaterThan
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import DecimalType, DoubleType, ListType, LongType, NestedField, StringType, TimestampType

keys = boto3.Session().get_credentials().get_frozen_credentials()
storage = {"s3.endpoint": ENDPOINT, "s3.access-key-id": keys.access_key, "s3.secret-access-key": keys.secret_key, "s3.region": REGION} if ENDPOINT else {}
GLUE = load_catalog("glue", type="glue", **({"glue.endpoint": ENDPOINT} if ENDPOINT else {}), **{"glue.region": REGION}, **storage)


def rest(**more):
    if not ENDPOINT:
        account = boto3.client("sts").get_caller_identity()["Account"]
        address = {"uri": f"https://glue.{REGION}.amazonaws.com/iceberg", "warehouse": account, "rest.signing-name": "glue"}
        return load_catalog("rest", type="rest", **address, **{"rest.sigv4-enabled": "true", "rest.signing-region": REGION})
    return load_catalog("rest", type="rest", uri=f"{ENDPOINT}/iceberg", **more)


def by_token():
    return rest(credential=f"{keys.access_key}:{keys.secret_key}", **storage)


SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=True),
    NestedField(2, "name", StringType(), doc="who"),
    NestedField(3, "price", DecimalType(10, 2)),
    NestedField(4, "at", TimestampType()),
    NestedField(5, "tags", ListType(6, StringType(), element_required=False)),
    identifier_field_ids=[1],
)
ARROW = pa.schema(
    [
        pa.field("id", pa.int64(), nullable=False),
        ("name", pa.string()),
        ("price", pa.decimal128(10, 2)),
        ("at", pa.timestamp("us")),
        ("tags", pa.list_(pa.string())),
    ]
)


def row(number, **more):
    at = datetime.datetime(2024, 1, number, 12, 0, 0, 123456)
    return {"id": number, "name": f"n{number}", "price": decimal.Decimal(number) / 4, "at": at, "tags": ["x", None], **more}


def arrow(*rows):
    return pa.Table.from_pylist(list(rows), schema=ARROW)


def life(catalog, name):
    """Makes, writes, changes and travels a table through a catalog, with Athena looking on."""
    spec = PartitionSpec(PartitionField(2, 1000, IdentityTransform(), "by_name"))
    table = catalog.create_table(f"{DATABASE}.{name}", SCHEMA, location=f"{ROOT}{name}", partition_spec=spec, properties={"format-version": "2", "owner": "me"})
    raises(TableAlreadyExistsError, catalog.create_table, f"{DATABASE}.{name}", SCHEMA, location=f"{ROOT}{name}")
    table.append(arrow(row(1), row(2), row(3)))
    equal(sql(f"SELECT id, name, price, at, tags FROM {name} WHERE id = 3"), [["3", "n3", "0.75", "2024-01-03 12:00:00.123456", "[x, null]"]])
    first = table.current_snapshot().snapshot_id
    table.delete(EqualTo("id", 2))
    equal(sql(f"SELECT id FROM {name} ORDER BY id"), [["1"], ["3"]])
    table.overwrite(arrow(row(3, name="over")), overwrite_filter=EqualTo("id", 3))
    equal(sql(f"SELECT name FROM {name} ORDER BY id"), [["n1"], ["over"]])
    table.upsert(arrow(row(1, name="up"), row(5)))
    equal(sql(f"SELECT id, name FROM {name} ORDER BY id"), [["1", "up"], ["3", "over"], ["5", "n5"]])

    # Athena's changes are seen by PyIceberg …
    sql(f"UPDATE {name} SET name = 'athena' WHERE id = 5")
    sql(f"DELETE FROM {name} WHERE id = 3")
    sql(f"INSERT INTO {name} VALUES (6, 'six', DECIMAL '1.50', TIMESTAMP '2024-02-01 00:00:00', ARRAY['t'])")
    table = catalog.load_table(f"{DATABASE}.{name}")
    equal([(r["id"], r["name"]) for r in sorted(table.scan().to_arrow().to_pylist(), key=lambda r: r["id"])], [(1, "up"), (5, "athena"), (6, "six")])
    equal(table.scan(row_filter=GreaterThan("id", 5), selected_fields=("tags", "at")).to_arrow().to_pylist(), [{"at": datetime.datetime(2024, 2, 1), "tags": ["t"]}])
    # … and both go back in time to the same rows.
    equal(table.scan(snapshot_id=first).to_arrow().num_rows, 3)
    equal(sql(f"SELECT count(*) FROM {name} FOR VERSION AS OF {first}"), [["3"]])

    with table.update_schema() as update:
        update.add_column("score", DoubleType(), doc="new")
        update.rename_column("name", "title")
        update.delete_column("tags")
        update.move_first("price")
    equal(sql(f"SELECT title, score FROM {name} WHERE id = 6"), [["six", None]])
    sql(f"ALTER TABLE {name} ADD COLUMNS (later date)")
    sql(f"INSERT INTO {name} (id, later, score) VALUES (7, DATE '2024-03-03', 2.5)")
    table = catalog.load_table(f"{DATABASE}.{name}")
    equal(table.schema().column_names, ["price", "id", "title", "at", "score", "later"])
    equal([r["later"] for r in table.scan(row_filter=EqualTo("id", 7)).to_arrow().to_pylist()], [datetime.date(2024, 3, 3)])
    with table.update_spec() as update:
        update.add_field("id", IdentityTransform(), "by_id")
    with table.transaction() as transaction:
        transaction.set_properties(owner="you", more="yes")
    table.manage_snapshots().create_tag(first, "start").commit()
    table = catalog.load_table(f"{DATABASE}.{name}")
    equal((table.properties["owner"], table.properties["more"]), ("you", "yes"))
    equal(table.refs()["start"].snapshot_id, first)
    equal(sql(f'SELECT count(*) FROM "{name}$refs"'), [["2"]])


@check("a table lives through the Glue catalog: append, delete, overwrite, upsert, evolution, time travel")
def glue():
    life(GLUE, "by_glue")
    table = boto3.client("glue").get_table(DatabaseName=DATABASE, Name="by_glue")["Table"]
    equal(table["Parameters"]["table_type"].upper(), "ICEBERG")


@check("a table lives through the REST catalog: append, delete, overwrite, upsert, evolution, time travel")
def rest_catalog():
    life(by_token(), "by_rest")


@check("the REST catalog takes Signature Version 4 and lends the keys of its storage")
def signed():
    catalog = rest(**{"rest.sigv4-enabled": "true", "rest.signing-region": REGION, "rest.signing-name": "glue", "header.X-Iceberg-Access-Delegation": "vended-credentials"})
    equal(catalog.load_table(f"{DATABASE}.by_rest").scan(row_filter=EqualTo("id", 7)).to_arrow().num_rows, 1)


@check("tables that Athena made, by DDL and CTAS, are read with their types and partitions")
def from_athena():
    sql(f"""CREATE TABLE ddl (i int, s string COMMENT 'c', d decimal(9,3), day date, at timestamp, m map<string,int>, r struct<a:int,b:array<string>>)
      PARTITIONED BY (day, bucket(4, i)) LOCATION '{ROOT}ddl/' TBLPROPERTIES ('table_type'='ICEBERG')""")
    sql("INSERT INTO ddl SELECT 1, 'x', DECIMAL '1.125', DATE '2024-02-29', TIMESTAMP '2024-02-29 01:02:03.456789', MAP(ARRAY['k'], ARRAY[2]), CAST(ROW(1, ARRAY['y']) AS ROW(a integer, b array(varchar)))")
    table = GLUE.load_table(f"{DATABASE}.ddl")
    equal([f.name for f in table.spec().fields], ["day", "i_bucket"])
    (found,) = table.scan().to_arrow().to_pylist()
    equal(found, {"i": 1, "s": "x", "d": decimal.Decimal("1.125"), "day": datetime.date(2024, 2, 29), "at": datetime.datetime(2024, 2, 29, 1, 2, 3, 456789), "m": [("k", 2)], "r": {"a": 1, "b": ["y"]}})
    sql(f"CREATE TABLE made WITH (table_type = 'ICEBERG', is_external = false, location = '{ROOT}made/', partitioning = ARRAY['i']) AS SELECT day, i FROM ddl")
    equal(by_token().load_table(f"{DATABASE}.made").scan().to_arrow().to_pylist(), [{"day": datetime.date(2024, 2, 29), "i": 1}])
    equal(by_token().load_table(f"{DATABASE}.ddl").inspect.partitions().to_pylist()[0]["record_count"], 1)


@check("of two commits on one base the second is refused, and its retry keeps both rows")
def conflict():
    one, two = GLUE.load_table(f"{DATABASE}.made"), by_token().load_table(f"{DATABASE}.made")
    more = pa.Table.from_pylist([{"day": datetime.date(2024, 3, 1), "i": 2}], schema=pa.schema([("day", pa.date32()), ("i", pa.int32())]))
    one.append(more)
    try:
        two.append(more)
    except CommitFailedException:
        two.refresh().append(more)
    equal(sql("SELECT count(*) FROM made"), [["3"]])


@check("namespaces, listing, renaming, registering and dropping")
def names():
    catalog = by_token()
    assert (DATABASE,) in catalog.list_namespaces()
    other = f"{DATABASE}_other"
    catalog.create_namespace(other, {"comment": "mine"})
    equal(catalog.load_namespace_properties(other)["comment"], "mine")
    catalog.update_namespace_properties(other, updates={"comment": "yours"})
    catalog.rename_table(f"{DATABASE}.made", f"{other}.moved")
    equal(sql(f"SELECT count(*) FROM {other}.moved"), [["3"]])
    equal(GLUE.list_tables(other), [(other, "moved")])
    location = GLUE.load_table(f"{other}.moved").metadata_location
    catalog.drop_table(f"{other}.moved")
    raises(NoSuchTableError, catalog.load_table, f"{other}.moved")
    equal(catalog.register_table(f"{other}.again", location).scan().to_arrow().num_rows, 3)
    catalog.purge_table(f"{other}.again")
    catalog.drop_namespace(other)
    with catalog.create_table_transaction(f"{DATABASE}.staged", SCHEMA, location=f"{ROOT}staged") as transaction:
        transaction.append(arrow(row(1)))
    equal(sql("SELECT id FROM staged"), [["1"]])
    for name in ("by_glue", "by_rest", "ddl", "staged"):
        GLUE.drop_table(f"{DATABASE}.{name}")
    equal(catalog.list_tables(DATABASE), [])


if __name__ == "__main__":
    main()
