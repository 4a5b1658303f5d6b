-- layer: cur
-- expect: materialization:1
-- table_type: hive
select date_key as partition from std.std_sales
