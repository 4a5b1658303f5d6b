-- layer: cur
-- expect: nothing
-- force_batch: false
with m as (select cast(date_trunc('month', sale_date) as date) as month_start, count(*) as n from std.std_sales group by 1) select month_start, date_format(coalesce(m.month_start, date '1900-01-01'), '%Y%m%d') as partition from m
