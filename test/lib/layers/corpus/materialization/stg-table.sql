-- layer: stg
-- expect: materialization:1
-- materialized: table
select salesid from raw.sales
