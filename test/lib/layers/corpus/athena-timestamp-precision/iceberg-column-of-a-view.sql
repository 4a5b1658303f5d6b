-- layer: std
-- expect: athena-timestamp-precision:6
-- columns: stg.stg_sales(sale_id bigint, sold_at timestamp_millis)
with sales as (select * from stg.stg_sales)
select sale_id,
    date_trunc('day', sold_at) as sold_on
from sales
