-- layer: std
-- expect: std-no-aggregate
select product_id from stg.stg_sales group by product_id having true
