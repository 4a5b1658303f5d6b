-- layer: stg
-- expect: stg-no-join
select salesid from raw.sales where productid in (select productid from raw.products)
