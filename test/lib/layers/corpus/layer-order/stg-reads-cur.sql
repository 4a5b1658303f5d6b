-- layer: stg
-- expect: layer-order
select date_key from cur.fct_daily_sales
