-- layer: std
-- expect: athena-types:8
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
with sales as (
    select sale_id, amount from std.std_sales
)
select sale_id,
    quantity
from sales
