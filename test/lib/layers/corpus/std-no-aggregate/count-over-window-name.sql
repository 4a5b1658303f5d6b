-- layer: std
-- expect: std-no-aggregate
select sale_id, count(*) over w as sales from stg.stg_sales window w as (partition by customer_id)
