"""Glue through boto3. How to run it against AWS: checks.py."""

import boto3
from botocore.exceptions import ClientError
from checks import DATABASE, ROOT, check, equal, main, raises, sql

glue = boto3.client("glue")

HIVE_PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"},
}


def table_input(name, **more):
    columns = [{"Name": "id", "Type": "int"}, {"Name": "name", "Type": "string", "Comment": "who"}]
    storage = {"Columns": columns, "Location": f"{ROOT}{name}/", **HIVE_PARQUET}
    return {"Name": name, "TableType": "EXTERNAL_TABLE", "StorageDescriptor": storage, "Parameters": {"k": "v"}, **more}


def code(error):
    return error.response["Error"]["Code"]


@check("a database is made, changed, listed and deleted")
def databases():
    name = f"{DATABASE}_2"
    glue.create_database(DatabaseInput={"Name": name, "Description": "first", "Parameters": {"a": "1"}})
    try:
        equal(code(raises(ClientError, glue.create_database, DatabaseInput={"Name": name})), "AlreadyExistsException")
        glue.update_database(Name=name, DatabaseInput={"Name": name, "Description": "second"})
        equal(glue.get_database(Name=name)["Database"]["Description"], "second")
        pages = glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 1})
        assert {DATABASE, name} <= {d["Name"] for page in pages for d in page["DatabaseList"]}
    finally:
        glue.delete_database(Name=name)
    equal(code(raises(ClientError, glue.get_database, Name=name)), "EntityNotFoundException")


@check("a table comes back as it was given, and what came back can be given again")
def round_trip():
    glue.create_table(DatabaseName=DATABASE, TableInput=table_input("round", Description="d"))
    table = glue.get_table(DatabaseName=DATABASE, Name="round")["Table"]
    given = table_input("round")["StorageDescriptor"]
    equal(table["StorageDescriptor"]["Columns"], given["Columns"])
    equal(table["StorageDescriptor"]["Location"], given["Location"])
    equal(table["Parameters"], {"k": "v"})
    own = {"DatabaseName", "CreateTime", "UpdateTime", "CreatedBy", "IsRegisteredWithLakeFormation", "CatalogId", "VersionId", "IsMultiDialectView"}
    again = {key: value for key, value in table.items() if key not in own}
    again["Description"] = "changed"
    glue.update_table(DatabaseName=DATABASE, TableInput=again)
    equal(glue.get_table(DatabaseName=DATABASE, Name="round")["Table"]["Description"], "changed")
    equal(code(raises(ClientError, glue.create_table, DatabaseName=DATABASE, TableInput=table_input("round"))), "AlreadyExistsException")


@check("versions are kept, skipped when asked, and guard against lost updates")
def versions():
    glue.create_table(DatabaseName=DATABASE, TableInput=table_input("versions"))
    for step in ("a", "b"):
        glue.update_table(DatabaseName=DATABASE, TableInput=table_input("versions", Description=step))
    glue.update_table(DatabaseName=DATABASE, TableInput=table_input("versions", Description="c"), SkipArchive=True)
    found = glue.get_table_versions(DatabaseName=DATABASE, TableName="versions")["TableVersions"]
    equal([v["Table"].get("Description") for v in found], ["c", "a", None])
    current = glue.get_table(DatabaseName=DATABASE, Name="versions")["Table"]["VersionId"]
    glue.update_table(DatabaseName=DATABASE, TableInput=table_input("versions"), VersionId=current)
    stale = raises(ClientError, glue.update_table, DatabaseName=DATABASE, TableInput=table_input("versions"), VersionId=current)
    equal(code(stale), "ConcurrentModificationException")
    glue.delete_table_version(DatabaseName=DATABASE, TableName="versions", VersionId=found[-1]["VersionId"])
    equal(code(raises(ClientError, glue.get_table_version, DatabaseName=DATABASE, TableName="versions", VersionId=found[-1]["VersionId"])), "EntityNotFoundException")


@check("partitions are made in batches, filtered by expressions and paged")
def partitions():
    keys = [{"Name": "day", "Type": "date"}, {"Name": "n", "Type": "int"}]
    glue.create_table(DatabaseName=DATABASE, TableInput=table_input("parts", PartitionKeys=keys))
    values = [[f"2024-01-{day:02}", str(day)] for day in range(1, 31)]
    inputs = [
        {"Values": v, "StorageDescriptor": {**table_input("parts")["StorageDescriptor"], "Location": f"{ROOT}parts/{v[0]}/"}} for v in values
    ]
    equal(glue.batch_create_partition(DatabaseName=DATABASE, TableName="parts", PartitionInputList=inputs)["Errors"], [])
    errors = glue.batch_create_partition(DatabaseName=DATABASE, TableName="parts", PartitionInputList=inputs[:1])["Errors"]
    equal(errors[0]["ErrorDetail"]["ErrorCode"], "AlreadyExistsException")

    def filtered(expression, **more):
        pages = glue.get_paginator("get_partitions").paginate(DatabaseName=DATABASE, TableName="parts", Expression=expression, **more)
        return sorted(p["Values"][1] for page in pages for p in page["Partitions"])

    equal(filtered("day >= '2024-01-29'"), ["29", "30"])
    equal(filtered("n in (3, 4) or (day between '2024-01-10' and '2024-01-11' and n <> 10)"), ["11", "3", "4"])
    equal(len(filtered("n > 0", PaginationConfig={"PageSize": 7})), 30)
    equal(code(raises(ClientError, filtered, "n = = 3")), "InvalidInputException")
    one = glue.get_partition(DatabaseName=DATABASE, TableName="parts", PartitionValues=values[0])["Partition"]
    equal(one["StorageDescriptor"]["Location"], f"{ROOT}parts/2024-01-01/")
    got = glue.batch_get_partition(DatabaseName=DATABASE, TableName="parts", PartitionsToGet=[{"Values": values[1]}, {"Values": ["2030-01-01", "1"]}])
    equal([p["Values"] for p in got["Partitions"]], [values[1]])
    glue.update_partition(DatabaseName=DATABASE, TableName="parts", PartitionValueList=values[0], PartitionInput={**inputs[0], "Parameters": {"x": "y"}})
    equal(glue.get_partition(DatabaseName=DATABASE, TableName="parts", PartitionValues=values[0])["Partition"]["Parameters"], {"x": "y"})
    glue.batch_delete_partition(DatabaseName=DATABASE, TableName="parts", PartitionsToDelete=[{"Values": v} for v in values[:25]])
    equal(len(filtered("n > 0")), 5)


@check("what Glue holds is what Athena reads, and the other way round")
def athena():
    sql(f"CREATE TABLE written WITH (format = 'PARQUET', external_location = '{ROOT}written/') AS SELECT 7 AS id, 'x' AS name")
    table = glue.get_table(DatabaseName=DATABASE, Name="written")["Table"]
    equal([(c["Name"], c["Type"]) for c in table["StorageDescriptor"]["Columns"]], [("id", "int"), ("name", "varchar(1)" if table["StorageDescriptor"]["Columns"][1]["Type"].startswith("varchar") else "string")])
    glue.create_table(DatabaseName=DATABASE, TableInput={**table_input("by_api"), "StorageDescriptor": {**table["StorageDescriptor"]}})
    equal(sql("SELECT * FROM by_api"), [["7", "x"]])
    glue.delete_table(DatabaseName=DATABASE, Name="by_api")
    equal(sql("SHOW TABLES LIKE 'by_api'"), [])


@check("search, batch delete and listing by pattern find the tables")
def search():
    names = [t["Name"] for t in glue.get_tables(DatabaseName=DATABASE, Expression="ver.*")["TableList"]]
    equal(names, ["versions"])
    found = glue.search_tables(SearchText="versions", Filters=[{"Key": "DatabaseName", "Value": DATABASE}])["TableList"]
    equal([t["Name"] for t in found], ["versions"])
    answer = glue.batch_delete_table(DatabaseName=DATABASE, TablesToDelete=["versions", "round", "nosuch"])
    equal([(e["TableName"], e["ErrorDetail"]["ErrorCode"]) for e in answer["Errors"]], [("nosuch", "EntityNotFoundException")])
    equal(code(raises(ClientError, glue.delete_table, DatabaseName=DATABASE, Name="round")), "EntityNotFoundException")


@check("column statistics, functions and tags are kept")
def others():
    statistic = {
        "ColumnName": "id", "ColumnType": "int", "AnalyzedTime": 1700000000,
        "StatisticsData": {"Type": "LONG", "LongColumnStatisticsData": {"MinimumValue": 1, "MaximumValue": 9, "NumberOfNulls": 0, "NumberOfDistinctValues": 9}},
    }  # fmt: skip
    equal(glue.update_column_statistics_for_table(DatabaseName=DATABASE, TableName="written", ColumnStatisticsList=[statistic])["Errors"], [])
    found = glue.get_column_statistics_for_table(DatabaseName=DATABASE, TableName="written", ColumnNames=["id"])["ColumnStatisticsList"]
    equal(found[0]["StatisticsData"]["LongColumnStatisticsData"]["MaximumValue"], 9)
    function = {"FunctionName": "f", "ClassName": "x.F", "OwnerName": "me", "OwnerType": "USER", "ResourceUris": []}
    glue.create_user_defined_function(DatabaseName=DATABASE, FunctionInput=function)
    equal([f["FunctionName"] for f in glue.get_user_defined_functions(DatabaseName=DATABASE, Pattern="*")["UserDefinedFunctions"]], ["f"])
    glue.delete_user_defined_function(DatabaseName=DATABASE, FunctionName="f")
    account = boto3.client("sts").get_caller_identity()["Account"]
    arn = f"arn:aws:glue:{glue.meta.region_name}:{account}:database/{DATABASE}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"team": "a", "env": "b"})
    glue.untag_resource(ResourceArn=arn, TagsToRemove=["env"])
    equal(glue.get_tags(ResourceArn=arn)["Tags"], {"team": "a"})


if __name__ == "__main__":
    main()
