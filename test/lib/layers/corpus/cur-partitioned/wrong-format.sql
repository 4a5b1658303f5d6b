-- layer: cur
-- expect: cur-partitioned
select count(*) as sales, date_format(sale_date, '%Y-%m-%d') as partition from std.std_sales group by 2
