-- layer: cur
-- expect: cur-partitioned:5
-- columns: std.std_sales(sale_id bigint, day_number int)
select sale_id,
    day_number as partition
from std.std_sales
