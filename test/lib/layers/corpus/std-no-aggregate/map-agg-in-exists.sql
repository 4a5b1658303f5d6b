-- layer: std
-- expect: std-no-aggregate
select sale_id from stg.stg_sales s where exists (select map_agg(product_id, price) from stg.stg_products)
