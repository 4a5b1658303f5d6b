-- layer: cur
-- expect: nothing
-- partitioned_by: region, partition
select region, date_key as partition from std.std_sales
