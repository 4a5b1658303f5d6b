-- layer: stg
-- expect: nothing
select s.salesid, t.tag from raw.sales s cross join unnest(split(s.tags, ',')) as t (tag)
