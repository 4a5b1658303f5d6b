-- layer: stg
-- expect: stg-no-aggregate
select productid from raw.sales group by productid having count(*) > 1
