-- layer: cur
-- expect: nothing
-- partitioned_by: PARTITION
select date_key as "PARTITION" from std.std_sales
