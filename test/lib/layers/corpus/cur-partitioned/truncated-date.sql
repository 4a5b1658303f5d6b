-- layer: cur
-- expect: cur-partitioned
select count(*) as sales, date_trunc('month', sale_date) as partition from std.std_sales group by 2
