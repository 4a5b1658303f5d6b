-- layer: stg
-- expect: stg-no-join
select productid from raw.sales intersect select productid from raw.products
