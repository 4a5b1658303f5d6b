-- Every cleaned sale is in the daily fact, the undated ones included. If this fails after files were replaced rather than
-- added, rebuild the fact: mdw build --select fct_daily_sales --full-refresh
with cleaned as (
    select count(*) as sales_count, sum(net_amount) as net_amount from {{ ref('std_sales') }}
),

counted as (
    select coalesce(sum(sales_count), 0) as sales_count, sum(net_amount) as net_amount
    from {{ ref('fct_daily_sales') }}
)

select
    cleaned.sales_count as cleaned_sales,
    counted.sales_count as counted_sales,
    cleaned.net_amount as cleaned_amount,
    counted.net_amount as counted_amount
from cleaned
cross join counted
where cleaned.sales_count <> counted.sales_count
    or cleaned.net_amount is distinct from counted.net_amount
