-- layer: std
-- expect: layer-order
with p as (select productid from raw.products) select s.sale_id from stg.stg_sales s join p on p.productid = s.product_id
