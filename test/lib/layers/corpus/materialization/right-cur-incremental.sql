-- layer: cur
-- expect: nothing
-- materialized: incremental
select date_key as partition from std.std_sales
