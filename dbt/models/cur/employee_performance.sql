-- One row per employee and month. Sales without a date belong to no month and are left out.
with monthly as (
    select
        cast(date_trunc('month', sale_date) as date) as month_start,
        employee_key,
        count(*) as sales_count,
        count(distinct customer_key) as customer_count,
        cast(sum(quantity) as bigint) as units_sold,
        cast(sum(net_amount) as decimal(18, 4)) as net_amount
    from {{ ref('std_sales') }}
    where has_sale_date
    group by 1, 2
)

select
    {{ dbt_utils.generate_surrogate_key(['monthly.month_start', 'monthly.employee_key']) }} as employee_performance_key,
    monthly.month_start,
    monthly.employee_key,
    employees.full_name,
    monthly.sales_count,
    monthly.customer_count,
    monthly.units_sold,
    monthly.net_amount,
    {{ safe_ratio('monthly.net_amount', 'monthly.sales_count') }} as average_sale,
    rank() over (partition by monthly.month_start order by monthly.net_amount desc) as rank_in_month,
    {{ safe_ratio('monthly.net_amount', 'sum(monthly.net_amount) over (partition by monthly.month_start)') }}
        as share_of_month,
    {{ safe_ratio(
        'monthly.net_amount', 'lag(monthly.net_amount) over (partition by monthly.employee_key order by monthly.month_start)'
    ) }} - 1 as growth_on_previous,
    sum(monthly.net_amount) over (
        partition by monthly.employee_key, year(monthly.month_start) order by monthly.month_start
        rows between unbounded preceding and current row
    ) as year_to_date_net_amount,
    {{ date_key('monthly.month_start') }} as partition
from monthly
inner join {{ ref('dim_employee') }} as employees on monthly.employee_key = employees.employee_key
