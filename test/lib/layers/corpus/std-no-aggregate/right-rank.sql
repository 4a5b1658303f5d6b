-- layer: std
-- expect: nothing
select customer_id, dense_rank() over (order by customer_id) as n, rank() over (order by city_id) as m from stg.stg_customers
