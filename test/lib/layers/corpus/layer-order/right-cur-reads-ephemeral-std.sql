-- layer: cur
-- expect: nothing
-- depends_on: model.shop.std_inline
with __dbt__cte__std_inline as (
    select sale_id, date_key from stg.stg_sales
), own as (
    select * from __dbt__cte__std_inline
) select sale_id, date_key as partition from own
