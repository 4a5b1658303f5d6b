-- layer: cur
-- expect: cur-partitioned:1
-- partitioned_by: none
-- materialized: incremental
select sale_id from std.std_sales
