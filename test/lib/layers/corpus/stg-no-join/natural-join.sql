-- layer: stg
-- expect: stg-no-join
select salesid, price from raw.sales natural join raw.products
