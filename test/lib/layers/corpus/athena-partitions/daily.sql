-- layer: cur
-- expect: athena-partitions
-- force_batch: false
select date_key, count(*) as sales, date_key as partition from std.std_sales group by date_key
