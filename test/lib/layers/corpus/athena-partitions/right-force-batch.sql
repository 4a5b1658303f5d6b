-- layer: cur
-- expect: nothing
-- force_batch: true
select date_key as partition from std.std_sales
