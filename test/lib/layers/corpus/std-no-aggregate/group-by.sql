-- layer: std
-- expect: std-no-aggregate:3
select product_id, count(*) as sales
from stg.stg_sales
group by product_id
