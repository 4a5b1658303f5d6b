-- layer: std
-- expect: nothing
select cast(sold_at as timestamp(6)) as sold_at, current_timestamp(6) as built_at from stg.stg_sales
