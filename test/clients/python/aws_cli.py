"""The AWS CLI. How to run it against AWS: checks.py."""

import json
import os
import subprocess
import sys
import tempfile
import time

from checks import BUCKET, DATABASE, PREFIX, RESULTS, ROOT, check, equal, main, sql

ENTRY = "import sys; from awscli.clidriver import main; sys.exit(main())"


def aws(*arguments, fails=False):
    done = subprocess.run([sys.executable, "-c", ENTRY, *arguments], capture_output=True, text=True)
    assert (done.returncode != 0) == fails, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stderr if fails else done.stdout


@check("athena start-query-execution, get-query-execution, get-query-results")
def athena():
    query_id = aws(
        "athena", "start-query-execution", "--query-string", "SELECT 1 AS n, 'é' AS s",
        "--result-configuration", f"OutputLocation={RESULTS}", "--query", "QueryExecutionId", "--output", "text",
    ).strip()  # fmt: skip
    for _ in range(50):
        state = aws("athena", "get-query-execution", "--query-execution-id", query_id, "--query", "QueryExecution.Status.State", "--output", "text").strip()
        if state not in ("QUEUED", "RUNNING"):
            break
        time.sleep(0.2)
    equal(state, "SUCCEEDED")
    rows = json.loads(aws("athena", "get-query-results", "--query-execution-id", query_id, "--query", "ResultSet.Rows[*].Data[*].VarCharValue", "--output", "json"))
    equal(rows, [["n", "s"], ["1", "é"]])
    assert query_id in aws("athena", "list-query-executions", "--max-items", "5")


@check("s3 cp, ls, sync and rm")
def s3():
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/up/sub")
        files = {"up/a.txt": b"a", "up/sub/b é.txt": b"b" * 1000, "up/big.bin": os.urandom(9 * 1024 * 1024)}
        for name, body in files.items():
            with open(f"{folder}/{name}", "wb") as file:
                file.write(body)
            # S3 lists times in whole seconds: a file written in the second of its upload counts as newer, on AWS too.
            os.utime(f"{folder}/{name}", (time.time() - 60,) * 2)
        aws("s3", "sync", f"{folder}/up", f"{ROOT}cli/", "--only-show-errors")
        equal(aws("s3", "sync", f"{folder}/up", f"{ROOT}cli/"), "")
        listed = aws("s3", "ls", f"{ROOT}cli/", "--recursive", "--summarize")
        assert "b é.txt" in listed and "Total Objects: 3" in listed, listed
        assert "PRE sub/" in aws("s3", "ls", f"{ROOT}cli/")
        aws("s3", "cp", f"{ROOT}cli/big.bin", f"{folder}/down.bin", "--only-show-errors")
        with open(f"{folder}/down.bin", "rb") as file:
            assert file.read() == files["up/big.bin"]
        aws("s3", "cp", f"{ROOT}cli/a.txt", f"{ROOT}cli/copy.txt", "--only-show-errors")
        equal(aws("s3", "cp", f"{ROOT}cli/copy.txt", "-"), "a")
        aws("s3", "rm", f"{ROOT}cli/", "--recursive", "--only-show-errors")
        aws("s3", "ls", f"{ROOT}cli/", fails=True)


@check("s3api head-object tells what s3 wrote")
def s3api():
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"content")
        file.flush()
        aws("s3api", "put-object", "--bucket", BUCKET, "--key", f"{PREFIX}api", "--body", file.name, "--metadata", "a=b")
    head = json.loads(aws("s3api", "head-object", "--bucket", BUCKET, "--key", f"{PREFIX}api"))
    equal((head["ContentLength"], head["Metadata"]), (7, {"a": "b"}))


@check("glue get-table and get-databases; errors have the service's name and make the CLI fail")
def glue():
    sql(f"CREATE EXTERNAL TABLE cli (a int, b decimal(5,2)) LOCATION '{ROOT}cli_table/'")
    table = json.loads(aws("glue", "get-table", "--database-name", DATABASE, "--name", "cli"))["Table"]
    equal([c["Type"] for c in table["StorageDescriptor"]["Columns"]], ["int", "decimal(5,2)"])
    assert DATABASE in aws("glue", "get-databases")
    aws("glue", "delete-table", "--database-name", DATABASE, "--name", "cli")
    assert "EntityNotFoundException" in aws("glue", "get-table", "--database-name", DATABASE, "--name", "cli", fails=True)


@check("sts get-caller-identity")
def sts():
    identity = json.loads(aws("sts", "get-caller-identity"))
    equal(len(identity["Account"]), 12)


if __name__ == "__main__":
    main()
