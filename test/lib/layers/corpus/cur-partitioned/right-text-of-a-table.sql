-- layer: cur
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, date_key string)
select sale_id, date_key as partition
from std.std_sales
