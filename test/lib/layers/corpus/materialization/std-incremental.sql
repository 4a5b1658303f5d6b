-- layer: std
-- expect: materialization:1
-- materialized: incremental
select sale_id from stg.stg_sales
