-- layer: stg
-- expect: stg-no-aggregate
select approx_set(customerid) as customers from raw.sales
