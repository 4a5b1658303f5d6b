-- layer: stg
-- expect: stg-no-aggregate:4
with p as (
    select distinct productid from raw.sales
)
select productid from p
