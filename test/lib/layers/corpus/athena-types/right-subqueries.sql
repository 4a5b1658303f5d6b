-- layer: cur
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select s.sale_id, s.amount - (select max(amount) from std.std_sales) as below_best, date_format(s.sale_date, '%Y%m%d') as partition
from std.std_sales as s
where s.sale_date = (select max(sale_date) from std.std_sales)
    and exists (select 1 from std.std_sales as o where o.product_id = s.product_id and o.sale_id <> s.sale_id)
    and s.product_id in (select product_id from std.std_sales)
