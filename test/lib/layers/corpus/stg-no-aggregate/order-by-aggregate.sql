-- layer: stg
-- expect: stg-no-aggregate stg-no-aggregate
select productid from raw.sales group by productid order by sum(price)
