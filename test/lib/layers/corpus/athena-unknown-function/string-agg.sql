-- layer: cur
-- expect: athena-unknown-function
select string_agg(name, ',') as names, date_key as partition from std.std_sales group by date_key
