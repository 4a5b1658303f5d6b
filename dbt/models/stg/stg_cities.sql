select
    try_cast({{ text_or_null('cityid') }} as integer) as city_id,
    {{ text_or_null('cityname') }} as city_name,
    {{ text_or_null('zipcode') }} as zipcode,
    try_cast({{ text_or_null('countryid') }} as integer) as country_id
from {{ source('raw', 'cities') }}
