"""Runs dbt in this process, as `python run_dbt.py <dbt arguments>`, and prints dbt's own events as JSON lines.

What it adds to plain dbt:
- boto3 clients are made once and shared. dbt-athena makes several for every node, and making one costs tens of
  milliseconds of pure Python: most of the time of a build whose queries are short.
- The garbage collector runs rarely: a build makes many objects and drops few.
- A model's rows and bytes are those of all its statements, not of the last one.
- Only the events that mdw shows are serialized; dbt's log file stays as it is.
Exit codes are dbt's: 0 success, 1 a node failed, 2 dbt could not do it.
"""

import functools
import gc
import json
import os
import signal
import sys
import threading
import time

# Whatever a macro prints must not mix with the events, so stdout is ours alone and everything else goes to stderr.
events_out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
os.dup2(2, 1)

SHOWN = {
    "ConcurrencyLine",
    "JinjaLogInfo",
    "MainEncounteredError",
    "MainReportVersion",
    "NodeFinished",
    "NodeStart",
    "PrintEvent",
    "ShowNode",
    "SQLCompiledPath",
}
SHOWN_LEVELS = {"warn", "error"}


def share_boto3_clients():
    """Gives out one client per service and configuration. Clients are thread-safe (boto3 guide, "Multithreading"),
    making them is not, hence the lock."""
    import boto3.session
    from botocore.config import Config

    lock = threading.RLock()
    clients = {}
    make_session, make_client = boto3.session.Session.__init__, boto3.session.Session.client

    @functools.wraps(make_session)
    def init(self, *args, **kwargs):
        with lock:
            make_session(self, *args, **kwargs)
        # A caller's own botocore session may hold anything: its clients are not shared.
        own = kwargs.get("botocore_session") or (args[4] if len(args) > 4 else None)
        self._mdw_identity = None if own else repr((args, sorted(kwargs.items())))

    @functools.wraps(make_client)
    def client(self, service_name, *args, **kwargs):
        config = kwargs.get("config")
        options = getattr(config, "_user_provided_options", None) or {}
        if getattr(self, "_mdw_identity", None) is None or args:
            return make_client(self, service_name, *args, **kwargs)
        others = sorted((name, repr(value)) for name, value in kwargs.items() if name != "config")
        key = repr((self._mdw_identity, service_name, others, sorted(options.items(), key=lambda item: item[0])))
        with lock:
            if key not in clients:
                # One client now serves every thread, so its pool must hold as many connections.
                merged = Config(max_pool_connections=64).merge(config or Config())
                if getattr(config, "retries", None) and "AWS_RETRY_MODE" in os.environ:
                    # dbt-athena writes `standard` down for good. `adaptive` slows all threads of a throttled client.
                    merged = merged.merge(Config(retries={**config.retries, "mode": os.environ["AWS_RETRY_MODE"]}))
                kwargs["config"] = merged
                made = make_client(self, service_name, **kwargs)
                if service_name == "sts":
                    # Asked before almost every Glue call; the answer can't change while the credentials don't.
                    made.get_caller_identity = functools.lru_cache(maxsize=None)(made.get_caller_identity)
                clients[key] = made
            return clients[key]

    boto3.session.Session.__init__ = init
    boto3.session.Session.client = client


def end_with_parent():
    """An mdw that was killed can't pass Ctrl-C on: dbt then stops by itself, as if it had come."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=watch, daemon=True).start()


def print_event(message):
    from dbt_common.events.functions import msg_to_json

    name = message.info.name
    if name in SHOWN or (message.info.level in SHOWN_LEVELS and name != "MainStackTrace"):
        events_out.write(msg_to_json(message) + "\n")


def write_json_at_once():
    """dbt writes manifest.json with json.dump, which is pure Python; json.dumps makes the same text three times as fast."""
    import types

    from dbt_common.clients import system

    def dump(document, file, **settings):
        file.write(json.dumps(document, **settings))

    system.json = types.SimpleNamespace(**{**vars(json), "dump": dump})


def parse_partially():
    """dbt reads the whole project again, for any change of a model that a singular test reads: its partial parsing takes
    every test for a generic one, and fails (dbt/parser/partial.py, remove_tests). No singular test is attached."""
    from dbt.contracts.graph.nodes import SingularTestNode

    if not hasattr(SingularTestNode, "attached_node"):
        SingularTestNode.attached_node = None


def prepare(*changes):
    """Loads dbt, with what mdw changes in it."""
    gc.disable()
    share_boto3_clients()
    import dbt.cli.main  # noqa: F401
    from cancel_queries import cancel_queries
    from statement_totals import total_statements

    parse_partially()
    write_json_at_once()
    cancel_queries()
    total_statements()
    for change in changes:
        change()
    gc.enable()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    end_with_parent()


def asked_for(arguments):
    """Changes for this run only."""
    if os.environ.get("MDW_SAMPLE_PERCENT"):
        from sample_sources import sample_sources

        sample_sources(os.environ["MDW_SAMPLE_PERCENT"])
    if "--empty" in arguments:
        from empty_builds import build_without_batches

        build_without_batches()


def invoke(manifest, arguments):
    """Runs a command of dbt and prints its events. A `manifest` is not parsed again."""
    from dbt.cli.main import dbtRunner

    result = dbtRunner(manifest=manifest, callbacks=[print_event]).invoke(arguments)
    if result.exception is not None and not isinstance(result.exception, KeyboardInterrupt):
        # Some failures (a wrong flag, a missing profile) reach no event.
        info = {"name": "Exception", "level": "error", "msg": str(result.exception)}
        events_out.write(json.dumps({"info": info, "data": {}}) + "\n")
    return result


def exit_code(result):
    if isinstance(result.exception, KeyboardInterrupt):
        return 130
    return 2 if result.exception is not None else 0 if result.success else 1


def main(arguments):
    prepare(lambda: asked_for(arguments))
    return exit_code(invoke(None, arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
