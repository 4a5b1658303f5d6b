-- layer: stg
-- expect: materialization:1
-- materialized: incremental
select salesid from raw.sales
