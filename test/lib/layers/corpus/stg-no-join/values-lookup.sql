-- layer: stg
-- expect: stg-no-join
select s.salesid, t.label from raw.sales s join (values ('A', 'Best'), ('B', 'Good')) as t (class, label) on s.class = t.class
