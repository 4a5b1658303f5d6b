-- layer: stg
-- expect: layer-order
select city_id from std.dim_geography
