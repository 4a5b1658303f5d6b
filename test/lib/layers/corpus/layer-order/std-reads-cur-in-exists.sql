-- layer: std
-- expect: layer-order
select sale_id from stg.stg_sales s where exists (select 1 from cur.fct_daily_sales d where d.date_key = s.date_key)
