-- layer: cur
-- expect: nothing
-- force_batch: false
select sale_id, '20180101' as partition from std.std_sales
