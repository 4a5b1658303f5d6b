-- layer: cur
-- expect: nothing
select count(*) as sales, date_format(coalesce(sale_date, date '1900-01-01'), '%Y%m%d') as partition from std.std_sales group by 2
