-- layer: stg
-- expect: stg-no-aggregate
select approx_distinct(customerid) as customers from raw.sales
