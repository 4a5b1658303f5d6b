"""Reads Iceberg tables with PyIceberg, through Glue and through the REST catalog, and compares them with `mdw query`.

Usage: python compare_with_pyiceberg.py FOLDER, where FOLDER holds `<database>.<table>.json`, the documents of
`mdw query "select * …" --json`. Endpoint, keys and region come from the environment, as `mdw local exec` sets them.
Prints one JSON line a table: {"table": …, "rows": …, "different": {"glue": n, "rest": n}}.
"""

import datetime
import decimal
import json
import os
import pathlib
import sys
from collections import Counter

from pyiceberg.catalog import load_catalog

endpoint, region = os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_REGION"]
key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
storage = {"s3.endpoint": endpoint, "s3.access-key-id": key, "s3.secret-access-key": secret, "s3.region": region}
CATALOGS = {
    "glue": load_catalog("glue", type="glue", **{"glue.endpoint": endpoint, "glue.region": region}, **storage),
    "rest": load_catalog("rest", type="rest", uri=f"{endpoint}/iceberg", credential=f"{key}:{secret}", **storage),
}
READERS = {
    "boolean": lambda text: text == "true",
    "date": datetime.date.fromisoformat,
    "decimal": decimal.Decimal,
    "double": float,
    "float": float,
    "timestamp": datetime.datetime.fromisoformat,
    **dict.fromkeys(["tinyint", "smallint", "integer", "bigint"], int),
}


def from_athena(document):
    """Athena's text, as the values that PyIceberg gives."""
    readers = [READERS.get(column["type"], str) for column in document["columns"]]
    for row in document["rows"]:
        yield tuple(None if cell is None else read(cell) for read, cell in zip(readers, row))


def from_pyiceberg(catalog, name, columns):
    for row in catalog.load_table(name).scan().to_arrow().select(columns).to_pylist():
        yield tuple(row[column] for column in columns)


for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    document = json.loads(file.read_text())
    columns = [column["name"] for column in document["columns"]]
    expected = Counter(from_athena(document))
    different = {}
    for kind, catalog in CATALOGS.items():
        found = Counter(from_pyiceberg(catalog, file.stem, columns))
        different[kind] = sum(((expected - found) + (found - expected)).values())
    print(json.dumps({"table": file.stem, "rows": sum(expected.values()), "different": different}), flush=True)
