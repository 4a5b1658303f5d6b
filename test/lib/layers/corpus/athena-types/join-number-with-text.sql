-- layer: std
-- expect: athena-types:6
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>); stg.stg_sales(salesid string, quantity string, price string, salesdate string)
select s.sale_id
from std.std_sales as s
join stg.stg_sales as r on s.sale_id = r.salesid
