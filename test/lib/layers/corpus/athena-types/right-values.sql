-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select id, name, from_day from (values (1, 'a', date '2018-01-01'), (2, null, null)) as v (id, name, from_day)
