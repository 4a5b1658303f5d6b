-- layer: std
-- expect: athena-timestamp-precision
select coalesce(cast(a as timestamp(3)), timestamp '1900-01-01 00:00:00.000') as sold_at from stg.stg_sales
