select
    try_cast({{ text_or_null('employeeid') }} as integer) as employee_id,
    {{ text_or_null('firstname') }} as first_name,
    {{ text_or_null('middleinitial') }} as middle_initial,
    {{ text_or_null('lastname') }} as last_name,
    cast(try_cast({{ text_or_null('birthdate') }} as timestamp) as date) as birth_date,
    {{ text_or_null('gender') }} as gender,
    try_cast({{ text_or_null('cityid') }} as integer) as city_id,
    cast(try_cast({{ text_or_null('hiredate') }} as timestamp) as date) as hire_date
from {{ source('raw', 'employees') }}
