-- layer: std
-- expect: athena-timestamp-precision materialization:1
-- table_type: hive
select cast(sold_at as timestamp(6)) as sold_at from stg.stg_sales
