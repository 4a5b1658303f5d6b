-- layer: std
-- expect: athena-timestamp-precision:5
select
    sale_id,
    cast(sold_at as timestamp) as sold_at
from stg.stg_sales
