-- layer: std
-- expect: nothing
select s.sale_id from stg.stg_sales s join std.dim_product p on p.product_id = s.product_id join std.price_tiers t on t.price = p.price
