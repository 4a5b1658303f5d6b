-- layer: std
-- expect: layer-order
select s.sale_id, d.sales from stg.stg_sales s left join cur.fct_daily_sales d on d.date_key = s.date_key
