-- layer: stg
-- expect: naming:1
-- name: stg_Sales
select salesid from raw.sales
