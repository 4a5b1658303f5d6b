-- layer: stg
-- expect: athena-types:5
-- columns: raw.sales(salesid string, quantity string, price string, salesdate string)
select salesid as sale_id,
    quantity + 1 as quantity
from raw.sales
