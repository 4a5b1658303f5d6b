with days as (
    select day
    from unnest(
        -- sequence() ends at 10,000 values: 27 years of days
        sequence(date '{{ var("calendar_start") }}', date '{{ var("calendar_end") }}')
    ) as calendar (day)

    union all

    select {{ unknown_date() }}
)

select
    {{ date_key('day') }} as date_key,
    day as calendar_date,
    day <> {{ unknown_date() }} as is_known,
    year(day) as year,
    quarter(day) as quarter,
    month(day) as month,
    date_format(day, '%M') as month_name,
    day_of_month(day) as day_of_month,
    -- 1 is Monday, as ISO 8601 counts
    day_of_week(day) as day_of_week,
    date_format(day, '%W') as day_name,
    day_of_week(day) in (6, 7) as is_weekend,
    cast(date_trunc('month', day) as date) as month_start
from days
