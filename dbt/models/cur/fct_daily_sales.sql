{#-
  One row per day and product. A first build or full refresh writes every day at once, and Athena opens at most 100
  partitions in a statement: force_batch stages the rows and writes them 100 partitions at a time, without the failed
  first attempt that dbt-athena would make otherwise. Later runs merge the last few days, in one batch.
-#}
{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='daily_sales_key',
        on_schema_change='append_new_columns',
        force_batch=true,
    )
}}

with sales as (
    select *
    from {{ ref('std_sales') }}
    {% if is_incremental() %}
    -- sales without a date can arrive at any time: their day is always counted again
    where sale_date = {{ unknown_date() }}
        or sale_date >= (
            select date_add('day', -{{ var('late_arrival_days') }}, coalesce(max(sale_date), {{ unknown_date() }}))
            from {{ this }}
        )
    {% endif %}
)

select
    {{ dbt_utils.generate_surrogate_key(['sale_date', 'product_key']) }} as daily_sales_key,
    date_key,
    sale_date,
    product_key,
    count(*) as sales_count,
    count(distinct customer_key) as customer_count,
    cast(sum(quantity) as bigint) as units_sold,
    cast(sum(gross_amount) as decimal(18, 4)) as gross_amount,
    cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
    cast(sum(net_amount) as decimal(18, 4)) as net_amount,
    date_key as partition
from sales
group by date_key, sale_date, product_key
