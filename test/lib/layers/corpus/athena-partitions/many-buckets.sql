-- layer: std
-- expect: athena-partitions
-- force_batch: false
-- partitioned_by: bucket(sale_id, 256)
select sale_id from stg.stg_sales
