-- layer: std
-- expect: naming:1
-- name: stg_sales_clean
select sale_id from stg.stg_sales
