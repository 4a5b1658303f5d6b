-- layer: cur
-- expect: nothing
-- name: customer_rfm
select date_key as partition from std.std_sales
