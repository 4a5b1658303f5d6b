-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, sold_at timestamp)
select sale_id, sold_at, date_trunc('day', sold_at) as sold_on, lag(sold_at) over (order by sale_id) as previous_at
from std.std_sales
