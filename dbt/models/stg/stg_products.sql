select
    try_cast({{ text_or_null('productid') }} as integer) as product_id,
    {{ text_or_null('productname') }} as product_name,
    try_cast({{ text_or_null('price') }} as decimal(12, 4)) as price,
    try_cast({{ text_or_null('categoryid') }} as integer) as category_id,
    {{ text_or_null('class') }} as class,
    try_cast({{ text_or_null('modifydate') }} as timestamp) as modified_at,
    {{ text_or_null('resistant') }} as resistant,
    {{ text_or_null('isallergic') }} as is_allergic,
    -- some exports write days as 111.0
    try_cast(try_cast({{ text_or_null('vitalitydays') }} as double) as integer) as vitality_days
from {{ source('raw', 'products') }}
