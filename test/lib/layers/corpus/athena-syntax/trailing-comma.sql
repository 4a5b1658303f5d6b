-- layer: stg
-- expect: athena-syntax:6
select
    salesid,
    price,
from raw.sales
