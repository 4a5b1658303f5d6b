-- layer: stg
-- expect: stg-no-aggregate:4 stg-no-aggregate:5
with a as (
    select productid, sum(price) as price from raw.sales group by productid)
select distinct price from a
