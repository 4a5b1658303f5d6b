-- layer: cur
-- expect: nothing
select d.date_key as partition, d.sales from cur.fct_daily_sales d join std.dim_date c on c.date_key = d.date_key
