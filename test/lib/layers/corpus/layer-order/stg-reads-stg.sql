-- layer: stg
-- expect: layer-order:4
select sale_id
from stg.stg_sales
