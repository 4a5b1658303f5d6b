-- layer: std
-- expect: nothing
with s as (select sale_id, cast(sold as timestamp) as sold_at from stg.stg_sales) select sale_id, cast(sold_at as date) as sold_on from s where sold_at > now()
