-- layer: cur
-- expect: athena-partitions
-- force_batch: false
with d as (select cast(sold_at as date) as day from std.std_sales) select count(*) as n, date_format(d.day, '%Y%m%d') as partition from d group by 2
