-- layer: std
-- expect: nothing
select product_id from std.product_history where dbt_valid_to is null
