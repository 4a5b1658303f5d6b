-- layer: stg
-- expect: stg-no-aggregate
select salesid, row_number() over (partition by salesid order by salesdate desc) as version from raw.sales
