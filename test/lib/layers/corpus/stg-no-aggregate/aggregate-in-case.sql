-- layer: stg
-- expect: stg-no-aggregate
select case when max(price) > 10 then 'dear' else 'cheap' end as label from raw.sales
