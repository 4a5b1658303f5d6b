-- One row per product and month. Sales without a date belong to no month and are left out.
with monthly as (
    select
        cast(date_trunc('month', sale_date) as date) as month_start,
        product_key,
        sum(sales_count) as sales_count,
        sum(units_sold) as units_sold,
        cast(sum(net_amount) as decimal(18, 4)) as net_amount
    from {{ ref('fct_daily_sales') }}
    where sale_date <> {{ unknown_date() }}
    group by 1, 2
)

select
    {{ dbt_utils.generate_surrogate_key(['monthly.month_start', 'monthly.product_key']) }} as product_performance_key,
    monthly.month_start,
    monthly.product_key,
    products.product_name,
    products.category_name,
    monthly.sales_count,
    monthly.units_sold,
    monthly.net_amount,
    rank() over (
        partition by monthly.month_start, products.category_name order by monthly.net_amount desc
    ) as rank_in_category,
    {{ safe_ratio(
        'monthly.net_amount', 'sum(monthly.net_amount) over (partition by monthly.month_start, products.category_name)'
    ) }} as share_of_category,
    {{ safe_ratio(
        'monthly.net_amount', 'lag(monthly.net_amount) over (partition by monthly.product_key order by monthly.month_start)'
    ) }} - 1 as growth_on_previous,
    sum(monthly.net_amount) over (
        partition by monthly.product_key order by monthly.month_start
        rows between unbounded preceding and current row
    ) as cumulative_net_amount,
    {{ date_key('monthly.month_start') }} as partition
from monthly
inner join {{ ref('dim_product') }} as products on monthly.product_key = products.product_key
