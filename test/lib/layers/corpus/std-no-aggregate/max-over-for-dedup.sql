-- layer: std
-- expect: std-no-aggregate
select * from (select *, max(modified_at) over (partition by product_id) as latest from stg.stg_products) p where modified_at = latest
