-- layer: cur
-- expect: nothing
select net_amount, partition from cur.fct_daily_sales
