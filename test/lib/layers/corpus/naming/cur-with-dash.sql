-- layer: cur
-- expect: naming:1
-- name: daily-sales
select date_key as partition from std.std_sales
