-- layer: stg
-- expect: nothing
-- columns: raw.sales(salesid string, quantity string, price string, salesdate string)
select try_cast(salesid as bigint) as sale_id, try_cast(quantity as integer) + 1 as quantity,
    try_cast(nullif(trim(price), '') as decimal(18, 4)) * 2 as price, try(date_parse(salesdate, '%Y-%m-%d')) as sold_at,
    "$path" as file
from raw.sales
