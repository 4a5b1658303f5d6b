-- layer: stg
-- expect: nothing
select coalesce(nullif(trim(price), ''), '0') as price, case when class is null then 'Unknown' else class end as class, greatest(a, b) as most, least(a, b) as fewest from raw.sales
