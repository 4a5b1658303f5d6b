-- layer: stg
-- expect: stg-no-join
select salesid, price from raw.sales right join raw.products using (productid)
