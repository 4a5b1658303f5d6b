"""Athena through boto3. How to run it against AWS: checks.py."""

import time
import uuid

import boto3
from botocore.exceptions import ClientError
from checks import BUCKET, DATABASE, PREFIX, RESULTS, ROOT, check, equal, finish, main, raises, sql, start

athena = boto3.client("athena")
s3 = boto3.client("s3")

DIGITS = "(VALUES 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)"
THOUSANDS = (
    f"SELECT a.v * 1000 + b.v * 100 + c.v * 10 + d.v AS n FROM {DIGITS} a (v) CROSS JOIN {DIGITS} b (v) "
    f"CROSS JOIN {DIGITS} c (v) CROSS JOIN {DIGITS} d (v)"
)
ENDLESS = "SELECT count(*) FROM " + " CROSS JOIN ".join(f"{DIGITS} {x} (v)" for x in "abcdefghijklmn") + (
    " WHERE a.v * b.v + c.v * d.v + e.v = f.v * g.v"
)


@check("a query has its state, its types and its values")
def query():
    execution = finish(start("SELECT 1 AS n, CAST(2.50 AS decimal(5,2)) AS d, 'é' AS s, CAST(NULL AS varchar) AS nothing"))
    equal(execution["Status"]["State"], "SUCCEEDED")
    equal(execution["StatementType"], "DML")
    equal(execution["SubstatementType"], "SELECT")
    equal(execution["ResultConfiguration"]["OutputLocation"], f"{RESULTS}{execution['QueryExecutionId']}.csv")
    results = athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]
    columns = results["ResultSetMetadata"]["ColumnInfo"]
    equal([(c["Name"], c["Type"]) for c in columns], [("n", "integer"), ("d", "decimal"), ("s", "varchar"), ("nothing", "varchar")])
    equal((columns[1]["Precision"], columns[1]["Scale"]), (5, 2))
    equal(results["Rows"][0], {"Data": [{"VarCharValue": name} for name in ("n", "d", "s", "nothing")]})
    equal(results["Rows"][1], {"Data": [{"VarCharValue": "1"}, {"VarCharValue": "2.50"}, {"VarCharValue": "é"}, {}]})


@check("paging gives every row once, in order, and the header once")
def paging():
    query_id = start(THOUSANDS + " ORDER BY n")
    finish(query_id)
    pages = athena.get_paginator("get_query_results").paginate(
        QueryExecutionId=query_id, PaginationConfig={"PageSize": 700}
    )
    found = [row["Data"][0]["VarCharValue"] for page in pages for row in page["ResultSet"]["Rows"]]
    equal(found, ["n", *map(str, range(10000))])
    first = athena.get_query_results(QueryExecutionId=query_id, MaxResults=3)
    equal(len(first["ResultSet"]["Rows"]), 3)
    error = raises(ClientError, athena.get_query_results, QueryExecutionId=query_id, NextToken="nonsense")
    equal(error.response["Error"]["Code"], "InvalidRequestException")


@check("the same token and request is one execution, another request under the token is refused")
def token():
    token = uuid.uuid4().hex
    first = start("SELECT 1", ClientRequestToken=token)
    equal(start("SELECT 1", ClientRequestToken=token), first)
    error = raises(ClientError, start, "SELECT 2", ClientRequestToken=token)
    equal(error.response["Error"]["Code"], "InvalidRequestException")
    assert "dempotent" in error.response["Error"]["Message"], error


@check("stopping ends a running query")
def stop():
    query_id = start(ENDLESS)
    time.sleep(0.5)
    athena.stop_query_execution(QueryExecutionId=query_id)
    started = time.monotonic()
    equal(finish(query_id)["Status"]["State"], "CANCELLED")
    assert time.monotonic() - started < 10
    athena.stop_query_execution(QueryExecutionId=query_id)


@check("a failed query says why, in Athena's words, and has no results")
def failed():
    execution = finish(start("SELECT nosuch FROM (VALUES 1) t (a)"))
    equal(execution["Status"]["State"], "FAILED")
    assert "COLUMN_NOT_FOUND: line 1:8: Column 'nosuch' cannot be resolved" in execution["Status"]["StateChangeReason"]
    equal(execution["Status"]["AthenaError"]["ErrorCategory"], 2)
    raises(ClientError, athena.get_query_results, QueryExecutionId=execution["QueryExecutionId"])


@check("batch get tells what it did not find; list has the newest first")
def batch():
    ids = [start("SELECT 1"), start("SELECT 2")]
    for query_id in ids:
        finish(query_id)
    unknown = str(uuid.uuid4())
    answer = athena.batch_get_query_execution(QueryExecutionIds=[*ids, unknown])
    equal({e["QueryExecutionId"] for e in answer["QueryExecutions"]}, set(ids))
    equal([u["QueryExecutionId"] for u in answer["UnprocessedQueryExecutionIds"]], [unknown])
    equal(set(athena.list_query_executions(MaxResults=2)["QueryExecutionIds"]), set(ids))


@check("runtime statistics and result reuse are answered")
def statistics():
    query_id = start("SELECT 1", ResultReuseConfiguration={"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 5}})
    execution = finish(query_id)
    assert execution["Statistics"]["TotalExecutionTimeInMillis"] >= 0
    equal(execution["ResultReuseConfiguration"]["ResultReuseByAgeConfiguration"]["MaxAgeInMinutes"], 5)
    timeline = athena.get_query_runtime_statistics(QueryExecutionId=query_id)["QueryRuntimeStatistics"]["Timeline"]
    assert timeline["TotalExecutionTimeInMillis"] >= 0


@check("a work group's enforced location and scan limit hold, and it cannot be deleted while it has queries")
def workgroup():
    name = f"{DATABASE}_wg"
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}scan/data.csv", Body=b"0123456789\n" * 1_100_000)
    sql(f"CREATE EXTERNAL TABLE scan (s string) LOCATION '{ROOT}scan/'")
    athena.create_work_group(
        Name=name,
        Configuration={
            "ResultConfiguration": {"OutputLocation": f"{ROOT}enforced/"},
            "EnforceWorkGroupConfiguration": True,
            "BytesScannedCutoffPerQuery": 10_000_000,
        },
        Tags=[{"Key": "team", "Value": "a"}],
    )
    try:
        execution = finish(start("SELECT 1", WorkGroup=name))
        query_id = execution["QueryExecutionId"]
        equal(execution["ResultConfiguration"]["OutputLocation"], f"{ROOT}enforced/{query_id}.csv")
        assert b'"1"' in s3.get_object(Bucket=BUCKET, Key=f"{PREFIX}enforced/{query_id}.csv")["Body"].read()
        cut = finish(start("SELECT count(*) FROM scan WHERE s <> ''", WorkGroup=name))
        equal(cut["Status"]["State"], "CANCELLED")
        assert "Bytes scanned limit was exceeded" in cut["Status"]["StateChangeReason"], cut["Status"]
        athena.update_work_group(WorkGroup=name, State="DISABLED")
        raises(ClientError, start, "SELECT 1", WorkGroup=name)
        error = raises(ClientError, athena.delete_work_group, WorkGroup=name)
        equal(error.response["Error"]["Code"], "InvalidRequestException")
    finally:
        athena.delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)
        sql("DROP TABLE scan")
    assert name not in [g["Name"] for g in athena.list_work_groups()["WorkGroups"]]


@check("named queries are kept, listed, changed and deleted")
def named():
    query_id = athena.create_named_query(Name="q", Description="d", Database=DATABASE, QueryString="SELECT 1")["NamedQueryId"]
    try:
        equal(athena.get_named_query(NamedQueryId=query_id)["NamedQuery"]["QueryString"], "SELECT 1")
        assert query_id in athena.list_named_queries()["NamedQueryIds"]
        athena.update_named_query(NamedQueryId=query_id, Name="q2", QueryString="SELECT 2")
        found = athena.batch_get_named_query(NamedQueryIds=[query_id])["NamedQueries"][0]
        equal((found["Name"], found["QueryString"]), ("q2", "SELECT 2"))
    finally:
        athena.delete_named_query(NamedQueryId=query_id)
    raises(ClientError, athena.get_named_query, NamedQueryId=query_id)


@check("prepared statements run with their parameters")
def prepared():
    athena.create_prepared_statement(StatementName="mdw_clients", WorkGroup="primary", QueryStatement="SELECT ? + 1 AS n, ? AS s")
    try:
        equal(sql("EXECUTE mdw_clients USING 41, 'x'"), [["42", "x"]])
        equal(sql("EXECUTE mdw_clients", ExecutionParameters=["1", "'it''s'"]), [["2", "it's"]])
        athena.update_prepared_statement(StatementName="mdw_clients", WorkGroup="primary", QueryStatement="SELECT ? AS only")
        equal(sql("EXECUTE mdw_clients USING 7"), [["7"]])
        names = [p["StatementName"] for p in athena.list_prepared_statements(WorkGroup="primary")["PreparedStatements"]]
        assert "mdw_clients" in names
    finally:
        athena.delete_prepared_statement(StatementName="mdw_clients", WorkGroup="primary")
    equal(finish(start("EXECUTE mdw_clients USING 7"))["Status"]["State"], "FAILED")
    equal(sql("SELECT ? || 'b'", ExecutionParameters=["'a'"]), [["ab"]])


@check("databases and tables are seen through Athena's own metadata calls")
def metadata():
    sql(f"CREATE EXTERNAL TABLE seen (a int COMMENT 'one', b string) PARTITIONED BY (p date) LOCATION '{ROOT}seen/'")
    names = [d["Name"] for p in athena.get_paginator("list_databases").paginate(CatalogName="AwsDataCatalog") for d in p["DatabaseList"]]
    assert DATABASE in names
    equal(athena.get_database(CatalogName="AwsDataCatalog", DatabaseName=DATABASE)["Database"]["Name"], DATABASE)
    table = athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName=DATABASE, TableName="seen")["TableMetadata"]
    equal(table["Columns"], [{"Name": "a", "Type": "int", "Comment": "one"}, {"Name": "b", "Type": "string"}])
    equal(table["PartitionKeys"], [{"Name": "p", "Type": "date"}])
    listed = athena.list_table_metadata(CatalogName="AwsDataCatalog", DatabaseName=DATABASE, Expression="se.*")
    equal([t["Name"] for t in listed["TableMetadataList"]], ["seen"])
    sql("DROP TABLE seen")
    error = raises(ClientError, athena.get_table_metadata, CatalogName="AwsDataCatalog", DatabaseName=DATABASE, TableName="seen")
    equal(error.response["Error"]["Code"], "MetadataException")


@check("the engine version and the data catalog are Athena's")
def account():
    versions = athena.list_engine_versions()["EngineVersions"]
    assert any(v["EffectiveEngineVersion"] == "Athena engine version 3" for v in versions)
    equal(athena.get_data_catalog(Name="AwsDataCatalog")["DataCatalog"]["Type"], "GLUE")


if __name__ == "__main__":
    main()
