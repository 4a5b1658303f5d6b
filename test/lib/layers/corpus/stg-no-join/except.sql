-- layer: stg
-- expect: stg-no-join
select productid from raw.products except select productid from raw.sales
