-- layer: std
-- table_type: hive
-- expect: athena-timestamp-precision:5 materialization
-- columns: std.std_sales(sale_id bigint, sold_at timestamp)
select sale_id, sold_at
from std.std_sales
