-- layer: std
-- expect: layer-order:1
-- depends_on: model.shop.fct_daily_sales
select sale_id from stg.stg_sales
