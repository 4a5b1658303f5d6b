-- layer: stg
-- expect: stg-no-join
select s.salesid, l.price from raw.sales s cross join lateral (select price from raw.products p where p.productid = s.productid) as l
