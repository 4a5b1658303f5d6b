-- layer: cur
-- expect: nothing
with raw as (select * from std.std_sales), sales as (select * from raw) select date_key as partition, count(*) as n from sales group by 1
