-- layer: cur
-- expect: nothing
select date_key as partition, count(*) as n from std.std_sales where date_key >= (select max(partition) from cur.this_model) group by 1
