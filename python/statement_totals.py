"""dbt reports of a node what its last statement did. A model that takes several (batches of partitions, a merge from a
staging table) then has no rows, and read 0 bytes. Here its result says what all of its statements scanned, and how many
rows those wrote that write to its own table, or to the one that takes its place."""

import re
import threading

WRITES = re.compile(
    r'\s*(?:--[^\n]*\n\s*)*(?:create\s+table|insert\s+into|merge\s+into)\s+(?:"?\w+"?\s*\.\s*)*"?(\w+)"?', re.IGNORECASE
)
# dbt-athena's names for what it swaps with the table in the end, the likeliest last.
PLACES = ("__dbt_tmp", "__ha", "")


def total_statements():
    from dbt.adapters.athena.connections import AthenaCursor
    from dbt.task.run import ModelRunner

    node = threading.local()
    run_statement, run_node, build_result = AthenaCursor.execute, ModelRunner.execute, ModelRunner._build_run_model_result

    def execute(self, operation, *args, **kwargs):
        cursor = run_statement(self, operation, *args, **kwargs)
        if getattr(node, "rows", None) is not None:
            node.scanned += cursor.data_scanned_in_bytes or 0
            written = WRITES.match(operation)
            if written and cursor.rowcount >= 0:
                table = written[1].lower()
                node.rows[table] = node.rows.get(table, 0) + cursor.rowcount
        return cursor

    def execute_node(self, *args, **kwargs):
        node.rows, node.scanned = {}, 0
        try:
            return run_node(self, *args, **kwargs)
        finally:
            node.rows = None

    def result_with_totals(self, model, *args, **kwargs):
        result = build_result(self, model, *args, **kwargs)
        if getattr(node, "rows", None) is not None:
            response = result.adapter_response
            response["data_scanned_in_bytes"] = max(node.scanned, response.get("data_scanned_in_bytes") or 0)
            written = [rows for place in PLACES if (rows := node.rows.get((model.alias + place).lower())) is not None]
            if written:
                response["rows_affected"] = written[-1]
        return result

    AthenaCursor.execute = execute
    ModelRunner.execute = execute_node
    ModelRunner._build_run_model_result = result_with_totals
