select
    try_cast({{ text_or_null('countryid') }} as integer) as country_id,
    {{ text_or_null('countryname') }} as country_name,
    {{ text_or_null('countrycode') }} as country_code
from {{ source('raw', 'countries') }}
