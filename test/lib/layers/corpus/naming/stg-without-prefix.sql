-- layer: stg
-- expect: naming:1
-- name: sales
select salesid from raw.sales
