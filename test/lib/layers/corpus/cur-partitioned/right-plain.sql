-- layer: cur
-- expect: nothing
select count(*) as sales, date_key as partition from std.std_sales group by date_key
