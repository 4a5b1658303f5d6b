-- layer: stg
-- expect: nothing
select
    try_cast(nullif(nullif(trim(salesid), ''), 'NULL') as bigint) as sale_id,
    cast(try_cast(salesdate as timestamp) as date) as sold_on,
    coalesce(discount, '0') as discount
from "awsdatacatalog"."raw"."sales"
