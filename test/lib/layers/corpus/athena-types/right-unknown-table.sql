-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select p.sale_id + p.nothing_is_known as a, d.b from std.std_sales as p join std.dim_product as d on d.x = p.y
