-- layer: stg
-- expect: stg-no-join
select s.salesid, p.price from raw.sales s, raw.products p where s.productid = p.productid
