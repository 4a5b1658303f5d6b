select
    {{ dbt_utils.generate_surrogate_key(['employees.employee_id']) }} as employee_key,
    employees.employee_id,
    concat_ws(' ', employees.first_name, employees.middle_initial, employees.last_name) as full_name,
    employees.gender,
    employees.birth_date,
    employees.hire_date,
    date_diff('year', employees.birth_date, employees.hire_date) as age_at_hire,
    geography.geography_key,
    geography.city_name
from {{ ref('stg_employees') }} as employees
left join {{ ref('dim_geography') }} as geography on employees.city_id = geography.city_id
