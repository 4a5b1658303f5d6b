-- layer: cur
-- expect: cur-partitioned:1
-- partitioned_by: day(sale_date)
select sale_date, count(*) as sales from std.std_sales group by sale_date
