-- layer: stg
-- expect: stg-no-aggregate
select array_agg(productid order by productid) as products from raw.sales
