"""Ctrl-C and --fail-fast stop the queries that run on Athena. dbt-athena leaves them running, and paid for, while dbt
waits for them to end."""


def cancel_queries():
    from dbt.adapters.athena.connections import AthenaConnectionManager, AthenaCursor
    from pyathena.error import OperationalError

    start, collect = AthenaCursor._execute, AthenaCursor._collect_result_set

    def tracked_execute(self, *args, **kwargs):
        handle = self.connection
        if getattr(handle, "mdw_cancelled", False):
            # dbt-athena would run the statement again, whatever its error was.
            raise OperationalError("Cancelled before it was started.")
        query_id = start(self, *args, **kwargs)
        handle.__dict__.setdefault("mdw_queries", set()).add(query_id)
        if getattr(handle, "mdw_cancelled", False):
            stop(handle, query_id)
        return query_id

    def tracked_collect(self, query_id):
        try:
            return collect(self, query_id)
        finally:
            self.connection.__dict__.get("mdw_queries", set()).discard(query_id)

    def cancel(_self, connection):
        handle = connection.handle
        handle.mdw_cancelled = True
        for query_id in list(handle.__dict__.get("mdw_queries", ())):
            stop(handle, query_id)

    AthenaCursor._execute = tracked_execute
    AthenaCursor._collect_result_set = tracked_collect
    AthenaConnectionManager.cancel = cancel


def stop(handle, query_id):
    try:
        handle.client.stop_query_execution(QueryExecutionId=query_id)
    except Exception as error:
        # Who may not stop queries waits for them, as before.
        from dbt.adapters.athena.constants import LOGGER

        LOGGER.warning(f"Query {query_id} could not be cancelled: {error}")
