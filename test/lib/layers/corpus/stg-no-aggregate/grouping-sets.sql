-- layer: stg
-- expect: stg-no-aggregate
select class, region, sum(price) as total from raw.sales group by grouping sets ((class), (class, region))
