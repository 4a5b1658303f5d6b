-- layer: cur
-- expect: layer-order:4
select sale_id, '20180101' as partition
from stg.stg_sales
