-- layer: cur
-- expect: naming:1
-- name: std_daily
select date_key as partition from std.std_sales
