-- layer: cur
-- expect: cur-partitioned
select sale_id, current_date as partition from std.std_sales
