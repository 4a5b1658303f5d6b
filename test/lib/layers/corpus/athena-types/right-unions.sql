-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select sale_id, amount, code from std.std_sales
union all
select product_id, quantity, 'ab' from std.std_sales
union all
select null, null, null
