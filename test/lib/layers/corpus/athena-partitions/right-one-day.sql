-- layer: cur
-- expect: nothing
-- force_batch: false
with a as (select max(sale_date) as day from std.std_sales) select s.sale_id, date_format(a.day, '%Y%m%d') as partition from std.std_sales s cross join a
