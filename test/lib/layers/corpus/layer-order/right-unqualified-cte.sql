-- layer: stg
-- expect: nothing
with stg_sales as (select * from raw.sales) select * from stg_sales
