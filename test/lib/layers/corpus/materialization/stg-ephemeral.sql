-- layer: stg
-- expect: materialization:1
-- materialized: ephemeral
select salesid from raw.sales
