-- layer: stg
-- expect: stg-no-aggregate
select count(distinct productid) as products from raw.sales
