-- layer: std
-- expect: nothing
-- force_batch: false
-- partitioned_by: bucket(sale_id, 16)
select sale_id from stg.stg_sales
