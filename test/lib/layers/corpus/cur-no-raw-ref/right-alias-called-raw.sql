-- layer: cur
-- expect: nothing
select raw.date_key as partition, raw.sales from (select date_key, count(*) as sales from std.std_sales group by date_key) as raw
