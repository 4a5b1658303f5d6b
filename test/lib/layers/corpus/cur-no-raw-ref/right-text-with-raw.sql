-- layer: cur
-- expect: nothing
select 'from raw.sales' as note, date_key as partition from std.std_sales -- raw.sales
