-- layer: std
-- expect: std-no-aggregate
select sale_id, sum(amount) over (partition by customer_id) as customer_amount from stg.stg_sales
