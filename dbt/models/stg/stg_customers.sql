select
    try_cast({{ text_or_null('customerid') }} as integer) as customer_id,
    {{ text_or_null('firstname') }} as first_name,
    {{ text_or_null('middleinitial') }} as middle_initial,
    {{ text_or_null('lastname') }} as last_name,
    try_cast({{ text_or_null('cityid') }} as integer) as city_id,
    {{ text_or_null('address') }} as address
from {{ source('raw', 'customers') }}
