-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
with ranked as (
    select *, row_number() over (partition by product_id order by sold_at desc, sale_id) as n,
        lag(amount, 1, 0) over (partition by product_id order by sold_at) as previous
    from std.std_sales
)
select sale_id, previous, amount - previous as growth from ranked where n = 1
