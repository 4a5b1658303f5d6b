-- layer: cur
-- expect: athena-types
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select product_id, amount, date_format(sale_date, '%Y%m%d') as partition from std.std_sales group by product_id, sale_date
