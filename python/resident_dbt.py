"""Keeps dbt in this process for `mdw watch`: a request a line on stdin, dbt's events and one reply for each on stdout.

Starting dbt costs seconds of imports; here that is paid once. The project is still parsed before every build, by dbt's
own partial parsing: it reads again what changed, and finds that out by checksums.

Requests, JSON, by their "do":
  parse   replies with the project, and with what changed in it since the last parse
  list    with the ids that `args`, dbt's selection flags, take
  warm    runs `commands`, so that the first build is no slower than the others
  build   runs `args`; replies with the SQL that was compiled. `keep`: see keep_replaced.py
A reply is {"mdw": {"exit": …}} with dbt's exit codes. After a build the artifacts are written, and {"mdw": {"written": true}}
follows: nobody waits for them.
"""

import functools
import gc
import json
import os
import select
import signal
import sys

import run_dbt
from dbt_common.clients.jinja import template_cache
from keep_replaced import ReplacedTables

IDLE_SECONDS = 0.5
MODELS = {"model", "snapshot", "seed"}
SETTINGS = ("schema", "materialized", "table_type", "partitioned_by", "force_batch", "unique_key")


class Before:
    """What dbt's selector takes as the state to compare with: `--state`, without a file."""

    def __init__(self, manifest):
        self.manifest = manifest


class Resident:
    def __init__(self):
        self.manifest = None
        self.macros = []

    def parse(self, _request):
        before, result = self.manifest, invoke(None, ["parse", "--no-write-json"])
        if not result.success:
            return {"exit": run_dbt.exit_code(result)}
        self.manifest = result.result
        changes = {"first": True, "changed": [], "removed": []} if before is None else differences(before, self.manifest)
        return {"exit": 0, **described(self.manifest), **changes}

    def list(self, request):
        result = invoke(self.manifest, ["--quiet", "ls", *request["args"], "--output", "json", "--output-keys", "unique_id"])
        ids = [json.loads(line)["unique_id"] for line in result.result or [] if line.startswith("{")]
        return {"exit": run_dbt.exit_code(result), "ids": ids}

    def warm(self, request):
        """Makes the clients that every build needs, so that the first one is no slower."""
        for args in request["commands"]:
            invoke(self.manifest, [*args, "--no-write-json"])
        self.macros = [macro for macro in self.manifest.macros.values() if macro.package_name in ("dbt", "dbt_athena")]
        return {"exit": 0}

    def build(self, request):
        with ReplacedTables(request.get("keep", {})) as kept:
            result = invoke(self.manifest, [*request["args"], "--no-write-json"])
        nodes = getattr(result.result, "results", None) or []
        compiled = {ran.node.unique_id: getattr(ran.node, "compiled_code", None) for ran in nodes}
        reply({"exit": run_dbt.exit_code(result), "compiled": compiled, "kept": sorted(kept.tables)})
        if nodes:
            self.write(result.result)
        return {"written": bool(nodes)}

    def write(self, result):
        """What other commands read of the last run. dbt would have written it before its result is known."""
        from dbt.parser.manifest import write_manifest

        os.makedirs("target", exist_ok=True)
        write_manifest(self.manifest, "target")
        result.write(os.path.join("target", "run_results.json"))


def invoke(manifest, args):
    return run_dbt.invoke(manifest, ["--log-level", "none", *args])


def described(manifest):
    """The part of the manifest that mdw works with: the same names as in manifest.json."""
    nodes = {id: describe(node) for id, node in manifest.nodes.items() if node.resource_type in MODELS}
    sources = {id: describe(source) for id, source in manifest.sources.items()}
    return {"metadata": {"project_name": manifest.metadata.project_name}, "nodes": nodes, "sources": sources}


def describe(node):
    config = node.config.to_dict() if node.config else {}
    return {
        "unique_id": node.unique_id,
        "resource_type": str(node.resource_type),
        "package_name": node.package_name,
        "name": node.name,
        "alias": getattr(node, "alias", None),
        "identifier": getattr(node, "identifier", None),
        "schema": node.schema,
        "fqn": node.fqn,
        "original_file_path": node.original_file_path,
        "patch_path": getattr(node, "patch_path", None),
        "language": getattr(node, "language", None),
        "config": {name: config.get(name) for name in SETTINGS},
        "depends_on": {"nodes": getattr(getattr(node, "depends_on", None), "nodes", [])},
    }


def differences(before, now):
    """By dbt's own `state:modified`, which also looks at macros and configuration."""
    from dbt.graph.selector_methods import StateSelectorMethod

    everything = {*now.nodes, *now.sources, *now.unit_tests}
    changed = StateSelectorMethod(now, Before(before), []).search(everything, "modified")
    return {
        "first": False,
        "changed": sorted(changed),
        "removed": sorted(id for id, node in before.nodes.items() if node.resource_type in MODELS and id not in now.nodes),
    }


def next_line(requests, resident):
    """The next request. Until it comes, macros are compiled that the first build of each kind would have to."""
    while resident.macros and not waits(requests, 0):
        macro = resident.macros.pop()
        try:
            template_cache.get_node_template(macro)
        except Exception:
            # Whoever uses it will hear of it.
            pass
    return requests.readline()


def waits(requests, seconds):
    return bool(select.select([requests], [], [], seconds)[0])


def find_plugins_once():
    """dbt looks through every installed package for its plugins, at each command."""
    from dbt.plugins.manager import PluginManager

    PluginManager.get_prefixed_modules = functools.cache(PluginManager.get_prefixed_modules)


def reply(document):
    run_dbt.events_out.write(json.dumps({"mdw": document}) + "\n")


def main():
    # A shell starts what runs in its background with Ctrl-C ignored, and that would be inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A macro must not take a request for its input.
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    run_dbt.prepare(find_plugins_once)
    gc.disable()
    resident = Resident()
    reply({"ready": True})
    while line := next_line(requests, resident):
        request = json.loads(line)
        reply(getattr(resident, request["do"])(request))
        # Garbage is collected when nobody waits, and only then.
        if request["do"] == "build" and not waits(requests, IDLE_SECONDS):
            gc.collect()
    return 0


if __name__ == "__main__":
    try:
        code = main()
    except (KeyboardInterrupt, BrokenPipeError):
        code = 130
    # Everything is written. Python would take a second to take dbt apart.
    os._exit(code)
