-- layer: cur
-- expect: cur-partitioned:1
-- partitioned_by: none
-- name: customer_segments
select customer_key, full_name from std.dim_customer
