-- layer: stg
-- expect: stg-no-aggregate
select count(*) as sales from raw.sales
