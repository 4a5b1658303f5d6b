-- layer: stg
-- expect: stg-no-join
with s as (select * from raw.sales), p as (select * from raw.products)
select s.salesid, p.price from s join p on s.productid = p.productid
