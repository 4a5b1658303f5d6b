select
    try_cast({{ text_or_null('categoryid') }} as integer) as category_id,
    {{ text_or_null('categoryname') }} as category_name
from {{ source('raw', 'categories') }}
