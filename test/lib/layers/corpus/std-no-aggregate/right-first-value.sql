-- layer: std
-- expect: nothing
select customer_id, first_value(email) over (partition by customer_id order by modified_at desc) as email from stg.stg_customers
