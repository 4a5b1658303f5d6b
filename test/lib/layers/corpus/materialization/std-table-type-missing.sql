-- layer: std
-- expect: materialization:1
-- table_type: none
select sale_id from stg.stg_sales
