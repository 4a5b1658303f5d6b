"""Writes TPC-H's tables as Parquet: make-tpch.py <folder> gives <folder>/<table>.parquet. The extension comes from PyPI."""

import pathlib
import sys

import duckdb
import duckdb_extension_tpch

folder = pathlib.Path(sys.argv[1])
extension = pathlib.Path(duckdb_extension_tpch.__file__).parent / "extensions" / f"v{duckdb.__version__}" / "tpch.duckdb_extension"
connection = duckdb.connect()
connection.execute(f"LOAD '{extension}'")
connection.execute("CALL dbgen(sf = 0.01)")
for (table,) in connection.execute("SHOW TABLES").fetchall():
    connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
