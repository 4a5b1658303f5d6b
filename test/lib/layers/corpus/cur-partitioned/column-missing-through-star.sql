-- layer: cur
-- expect: cur-partitioned
with s as (select date_key, sale_id from std.std_sales) select * from s
