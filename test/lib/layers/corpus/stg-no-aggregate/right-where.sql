-- layer: stg
-- expect: nothing
select salesid from raw.sales where salesid is not null and is_distinct = 'no'
