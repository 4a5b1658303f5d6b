-- layer: stg
-- expect: stg-no-aggregate
select listagg(productid, ',') within group (order by productid) as products from raw.sales
