select
    {{ dbt_utils.generate_surrogate_key(['customers.customer_id']) }} as customer_key,
    customers.customer_id,
    customers.first_name,
    customers.middle_initial,
    customers.last_name,
    -- concat_ws leaves out what is NULL
    concat_ws(' ', customers.first_name, customers.middle_initial, customers.last_name) as full_name,
    customers.address,
    geography.geography_key,
    geography.city_name,
    geography.country_name
from {{ ref('stg_customers') }} as customers
left join {{ ref('dim_geography') }} as geography on customers.city_id = geography.city_id
