"""Models and snapshots read their sources by a sample: each `source()` is rendered as a TABLESAMPLE of the table.

dbt's own --sample takes a window of time, and only of sources with an event_time. A test's source stays whole: what it
says must be about all of the data. So does a source with `meta: {sample: false}`, such as a small table that a large one is
joined to. No alias follows the subquery, as for dbt-athena's --empty, so `source() as s` works.
"""


def sample_sources(percent):
    from dbt.adapters.athena.relation import AthenaRelation
    from dbt.context.providers import RuntimeSourceResolver
    from dbt.contracts.graph.nodes import ModelNode, SnapshotNode

    percent = float(percent)
    resolve, render = RuntimeSourceResolver.resolve, AthenaRelation.__str__

    def sampled_resolve(self, source_name, table_name):
        relation = resolve(self, source_name, table_name)
        source = self.manifest.resolve_source(source_name, table_name, self.current_project, self.model.package_name)
        whole = getattr(source, "meta", {}).get("sample") is False
        if isinstance(self.model, (ModelNode, SnapshotNode)) and not whole:
            # A frozen dataclass: what dbt derives from it (a relation of another name) is not the source any more.
            object.__setattr__(relation, "_mdw_sampled", True)
        return relation

    def sampled_render(self):
        rendered = render(self)
        if not getattr(self, "_mdw_sampled", False):
            return rendered
        return f"(select * from {rendered} tablesample bernoulli ({percent:g}))"

    RuntimeSourceResolver.resolve = sampled_resolve
    AthenaRelation.__str__ = sampled_render
