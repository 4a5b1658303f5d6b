-- layer: std
-- expect: materialization:1
-- materialized: view
select sale_id from stg.stg_sales
