"""Keeps the tables that dbt-athena replaces, so that their rows can still be compared with the new ones.

dbt-athena builds an Iceberg `table` beside the old one, renames the old one to `<name>__bkp`, takes its name, and deletes
`__bkp` with its objects (include/athena/macros/materializations/models/table/table.sql). This leaves out the deletion.
Whoever asked for that deletes them; `mdw gc`, and the next build of the table, know them too.
"""

from dbt.adapters.athena.impl import AthenaAdapter

BACKUP = "__bkp"


class ReplacedTables:
    def __init__(self, keep):
        """`keep` has the metadata file of each table as it is now, by `schema.table`. A backup that somebody left behind
        has another one, and is deleted as ever."""
        self.keep = keep
        self.tables = set()

    def __enter__(self):
        self.clean_up, self.delete = AthenaAdapter.clean_up_table, AthenaAdapter.delete_from_glue_catalog
        kept = self

        def clean_up_table(adapter, relation):
            if not kept.takes(adapter, relation):
                return kept.clean_up(adapter, relation)

        def delete_from_glue_catalog(adapter, relation):
            if f"{relation.schema}.{relation.identifier}" not in kept.tables:
                return kept.delete(adapter, relation)

        AthenaAdapter.clean_up_table, AthenaAdapter.delete_from_glue_catalog = clean_up_table, delete_from_glue_catalog
        return self

    def __exit__(self, *_):
        AthenaAdapter.clean_up_table, AthenaAdapter.delete_from_glue_catalog = self.clean_up, self.delete

    def takes(self, adapter, relation):
        name = relation.identifier or ""
        wanted = self.keep.get(f"{relation.schema}.{name.removesuffix(BACKUP)}")
        if not name.endswith(BACKUP) or wanted is None:
            return False
        table = adapter.get_glue_table(relation)
        if table is None or table["Table"].get("Parameters", {}).get("metadata_location") != wanted:
            return False
        self.tables.add(f"{relation.schema}.{name}")
        return True
