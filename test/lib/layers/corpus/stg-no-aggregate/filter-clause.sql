-- layer: stg
-- expect: stg-no-aggregate
select count(*) filter (where class = 'A') as best from raw.sales
