-- layer: stg
-- expect: stg-no-aggregate:3
select distinct productid from raw.sales
