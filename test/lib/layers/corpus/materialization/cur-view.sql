-- layer: cur
-- expect: materialization:1
-- materialized: view
select date_key as partition from std.std_sales
