-- layer: cur
-- expect: nothing
with m (n, partition) as (select 1, date_key from std.std_sales) select * from m
