-- layer: std
-- expect: athena-timestamp-precision
-- columns: stg.stg_sales(sale_id bigint, sold_at timestamp_millis)
select * from stg.stg_sales
