-- layer: cur
-- expect: nothing
with m as (select month_start, date_format(month_start, '%Y%m%d') as partition from std.std_sales) select m.* from m
