-- layer: std
-- expect: nothing
-- name: dim_customer
select customer_id from stg.stg_customers
