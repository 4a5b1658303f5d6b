select
    try_cast({{ text_or_null('salesid') }} as bigint) as sale_id,
    try_cast({{ text_or_null('salespersonid') }} as integer) as employee_id,
    try_cast({{ text_or_null('customerid') }} as integer) as customer_id,
    try_cast({{ text_or_null('productid') }} as integer) as product_id,
    try_cast({{ text_or_null('quantity') }} as integer) as quantity,
    try_cast({{ text_or_null('discount') }} as decimal(5, 4)) as discount,
    try_cast({{ text_or_null('totalprice') }} as decimal(18, 4)) as total_price,
    try_cast({{ text_or_null('salesdate') }} as timestamp) as sold_at,
    {{ text_or_null('transactionnumber') }} as transaction_number
from {{ source('raw', 'sales') }}
