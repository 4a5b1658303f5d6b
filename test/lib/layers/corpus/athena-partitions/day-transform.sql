-- layer: std
-- expect: athena-partitions
-- force_batch: false
-- partitioned_by: day(sold_at)
select sale_id, sold_at from stg.stg_sales
