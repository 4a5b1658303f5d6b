-- layer: std
-- expect: nothing
select product_id, product_name from (
    select *, row_number() over (partition by product_id order by modified_at desc) as version from stg.stg_products
) as p
where version = 1
