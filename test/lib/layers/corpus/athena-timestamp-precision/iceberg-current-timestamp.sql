-- layer: cur
-- expect: athena-timestamp-precision
select current_timestamp as built_at, date_key as partition from std.std_sales
