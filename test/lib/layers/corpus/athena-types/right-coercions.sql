-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select sale_id + quantity as a, quantity / 2 as b, amount * quantity as c, coalesce(amount, 0) as d, coalesce(code, 'none') as e,
    sale_date <= sold_at as f, quantity > 1.5 as g, if(quantity > 1, amount, 1e0) as h, greatest(amount, quantity) as i,
    sold_at + interval '1' day as j, date_add('month', 1, sale_date) as k, sale_date - interval '2' month as l,
    concat(code, cast(sale_id as varchar)) as m, sale_id in (1, 2) as n, amount between 1 and 2.5 as o, -quantity as p,
    cast(sold_at as date) = sale_date as q, date_diff('day', sale_date, sold_at) as r, sale_date = date '2018-01-01' as s
from std.std_sales
