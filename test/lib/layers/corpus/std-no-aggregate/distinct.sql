-- layer: std
-- expect: std-no-aggregate
select distinct city_id, city_name from stg.stg_cities
