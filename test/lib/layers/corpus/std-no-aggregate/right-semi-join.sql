-- layer: std
-- expect: nothing
select sale_id from stg.stg_sales where product_id in (select product_id from std.dim_product)
