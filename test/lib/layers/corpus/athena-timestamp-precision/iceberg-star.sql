-- layer: std
-- expect: athena-timestamp-precision
with s as (select cast(sold as timestamp(3)) as sold_at from stg.stg_sales) select * from s
