-- layer: stg
-- expect: stg-no-join
select s.salesid, t.tag from raw.sales s cross join unnest(split(s.tags, ',')) as t (tag) join raw.tags g on g.tag = t.tag
