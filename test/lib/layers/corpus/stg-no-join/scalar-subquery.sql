-- layer: stg
-- expect: stg-no-join
select salesid, (select name from raw.products p where p.productid = s.productid) as product_name from raw.sales s
