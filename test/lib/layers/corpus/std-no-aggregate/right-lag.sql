-- layer: std
-- expect: nothing
select product_id, price, lag(price) over (partition by product_id order by modified_at) as previous_price from stg.stg_products
