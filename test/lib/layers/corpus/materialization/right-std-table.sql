-- layer: std
-- expect: nothing
-- materialized: table
select sale_id from stg.stg_sales
