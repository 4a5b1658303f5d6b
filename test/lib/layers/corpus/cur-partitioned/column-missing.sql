-- layer: cur
-- expect: cur-partitioned
select date_key, count(*) as sales from std.std_sales group by date_key
