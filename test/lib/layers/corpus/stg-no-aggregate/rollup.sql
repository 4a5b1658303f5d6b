-- layer: stg
-- expect: stg-no-aggregate
select class, min(price) as cheapest from raw.sales group by rollup (class)
