-- layer: stg
-- expect: nothing
select s.salesid, l.net from raw.sales s cross join lateral (select s.price * s.quantity as net) as l
