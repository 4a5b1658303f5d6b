-- layer: std
-- expect: athena-timestamp-precision materialization:1
-- table_type: hive
select current_timestamp(3) as built_at from stg.stg_sales
