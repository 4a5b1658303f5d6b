-- layer: cur
-- expect: nothing
select * from cur.fct_daily_sales
