-- layer: std
-- expect: athena-timestamp-precision
select sale_id, now() as loaded_at from stg.stg_sales
