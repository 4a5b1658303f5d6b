select
    {{ dbt_utils.generate_surrogate_key(['cities.city_id']) }} as geography_key,
    cities.city_id,
    cities.city_name,
    cities.zipcode,
    countries.country_id,
    countries.country_name,
    countries.country_code
from {{ ref('stg_cities') }} as cities
left join {{ ref('stg_countries') }} as countries on cities.country_id = countries.country_id
