-- layer: cur
-- expect: cur-partitioned
select count(*) as sales, cast(sold_at as date) as partition from std.std_sales group by 2
