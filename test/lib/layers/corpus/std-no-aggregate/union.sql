-- layer: std
-- expect: std-no-aggregate
select city_id from stg.stg_cities union select city_id from stg.stg_customers
