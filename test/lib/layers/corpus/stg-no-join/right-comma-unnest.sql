-- layer: stg
-- expect: nothing
select s.salesid, t.tag, t.n from raw.sales s, unnest(split(s.tags, ',')) with ordinality as t (tag, n)
