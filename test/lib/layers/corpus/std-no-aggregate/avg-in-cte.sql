-- layer: std
-- expect: std-no-aggregate:4
with averages as (
    select avg(price) as price from stg.stg_products
)
select s.sale_id, a.price from stg.stg_sales s cross join averages a
