-- Recency, frequency and monetary value of every customer who ever bought, as of the last day with sales. Sales without
-- a date count for frequency and value, not for recency.
with purchases as (
    select
        customer_key,
        max(if(has_sale_date, sale_date)) as last_purchase,
        count(*) as frequency,
        cast(sum(net_amount) as decimal(18, 4)) as monetary
    from {{ ref('std_sales') }}
    group by customer_key
),

as_of as (
    select coalesce(max(last_purchase), {{ unknown_date() }}) as as_of_date
    from purchases
),

scored as (
    select
        as_of.as_of_date,
        purchases.customer_key,
        purchases.last_purchase,
        date_diff('day', purchases.last_purchase, as_of.as_of_date) as recency_days,
        purchases.frequency,
        purchases.monetary,
        -- the key breaks ties, so that two builds of the same data agree
        ntile(5) over (order by purchases.last_purchase nulls first, purchases.customer_key) as recency_score,
        ntile(5) over (order by purchases.frequency, purchases.customer_key) as frequency_score,
        ntile(5) over (order by purchases.monetary, purchases.customer_key) as monetary_score
    from purchases
    cross join as_of
)

select
    scored.customer_key,
    customers.full_name,
    customers.city_name,
    scored.as_of_date,
    scored.last_purchase,
    scored.recency_days,
    scored.frequency,
    scored.monetary,
    cast(scored.recency_score as integer) as recency_score,
    cast(scored.frequency_score as integer) as frequency_score,
    cast(scored.monetary_score as integer) as monetary_score,
    segments.segment,
    percent_rank() over (order by scored.monetary) as monetary_percentile,
    {{ date_key('scored.as_of_date') }} as partition
from scored
inner join {{ ref('dim_customer') }} as customers on scored.customer_key = customers.customer_key
left join {{ ref('rfm_segments') }} as segments
    on scored.recency_score = segments.recency_score
    and (scored.frequency_score + scored.monetary_score) / 2 = segments.value_score
