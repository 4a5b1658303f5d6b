"""What the client suites share: where the account is, names of their own in it, and how a check reports.

The suites run against any account:
- MDW_CLIENTS_ENDPOINT  the embedded lakehouse's address; without it the clients go to AWS, with the credentials and the
                        region that they find there.
- MDW_CLIENTS_BUCKET    a bucket that exists and that the credentials may write to.
Each suite works in the database `DATABASE` and below `PREFIX` in the bucket, which nobody else uses, and removes both at
its end. `python boto3_athena.py` prints one JSON line a check; `python boto3_athena.py paging` runs those whose name has
the word.
"""

import json
import os
import sys
import time
import traceback
import uuid

ENDPOINT = os.environ.get("MDW_CLIENTS_ENDPOINT")
BUCKET = os.environ["MDW_CLIENTS_BUCKET"]
REGION = os.environ.setdefault("AWS_DEFAULT_REGION", os.environ.get("AWS_REGION", "us-east-1"))
if ENDPOINT:
    os.environ["AWS_ENDPOINT_URL"] = ENDPOINT
    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")

DATABASE = f"mdw_clients_{uuid.uuid4().hex[:10]}"
PREFIX = f"{DATABASE}/"
ROOT = f"s3://{BUCKET}/{PREFIX}"
RESULTS = f"{ROOT}results/"

_checks = []


def check(name):
    """Registers a function as a check: it fails when it raises."""

    def register(function):
        _checks.append((name, function))
        return function

    return register


def raises(error, function, *arguments, **named):
    """Calls and returns what it raised, which has to be an `error`."""
    try:
        function(*arguments, **named)
    except error as raised:
        return raised
    raise AssertionError(f"nothing was raised, {error} was expected")


def equal(found, expected):
    assert found == expected, f"\n   found: {found!r}\nexpected: {expected!r}"


def main():
    """Makes the database, runs the checks in their order, and removes what they made."""
    import boto3

    words = sys.argv[1:]
    glue, s3 = boto3.client("glue"), boto3.resource("s3")
    glue.create_database(DatabaseInput={"Name": DATABASE, "LocationUri": f"{ROOT}db/"})
    try:
        for name, function in _checks:
            if words and not any(word in name for word in words):
                continue
            started = time.monotonic()
            failure = None
            try:
                function()
            except Exception:
                failure = traceback.format_exc()
            seconds = round(time.monotonic() - started, 2)
            print(json.dumps({"check": name, "failure": failure, "seconds": seconds}), flush=True)
    finally:
        glue.delete_database(Name=DATABASE)
        s3.Bucket(BUCKET).objects.filter(Prefix=PREFIX).delete()


_athena = None


def start(sql, **more):
    global _athena
    import boto3

    _athena = _athena or boto3.client("athena")
    return _athena.start_query_execution(
        QueryString=sql,
        **{
            "QueryExecutionContext": {"Database": DATABASE},
            "ResultConfiguration": {"OutputLocation": RESULTS},
            **more,
        },
    )["QueryExecutionId"]


def finish(query_id):
    """Waits for the end, whatever it is, and returns the QueryExecution."""
    while True:
        execution = _athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return execution
        time.sleep(0.2)


def sql(statement, **more):
    """Runs a statement with boto3; the rows as lists of text or None, without the header."""
    execution = finish(start(statement, **more))
    status = execution["Status"]
    assert status["State"] == "SUCCEEDED", status.get("StateChangeReason")
    pages = _athena.get_paginator("get_query_results").paginate(QueryExecutionId=execution["QueryExecutionId"])
    rows = [[cell.get("VarCharValue") for cell in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]]
    return rows[1:] if execution["StatementType"] == "DML" else rows
