-- layer: stg
-- expect: stg-no-aggregate:4
select salesid from (
    select salesid, row_number() over (partition by salesid order by salesdate desc) as n from raw.sales
) as t
where n = 1
