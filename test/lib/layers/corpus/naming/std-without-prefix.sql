-- layer: std
-- expect: naming:1
-- name: sales
select sale_id from stg.stg_sales
