-- layer: stg
-- expect: nothing
select salesid from raw.sales
