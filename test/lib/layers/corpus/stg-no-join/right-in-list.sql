-- layer: stg
-- expect: nothing
select salesid from raw.sales where class in ('A', 'B') and exists (select 1)
