-- layer: cur
-- expect: cur-partitioned:1
-- partitioned_by: none
select date_key, count(*) as sales from std.std_sales group by date_key
