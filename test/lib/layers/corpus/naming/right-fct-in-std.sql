-- layer: std
-- expect: nothing
-- name: fct_sales_lines
select sale_id from stg.stg_sales
