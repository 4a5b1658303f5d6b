-- layer: cur
-- expect: nothing
-- materialized: table
select date_key as partition from std.std_sales
