-- layer: cur
-- expect: nothing
-- name: fct_weekly
select date_key as partition from std.std_sales
