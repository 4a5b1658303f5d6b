-- layer: cur
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select product_id, count(*) as lines, count(distinct code) as codes, sum(quantity) as units, cast(sum(amount) as decimal(18, 4)) as amount,
    avg(amount) as average, max_by(code, sold_at) as last_code, approx_percentile(cast(amount as double), 0.5) as median,
    sum(amount) filter (where quantity > 1) as several, date_format(sale_date, '%Y%m%d') as partition
from std.std_sales
group by 1, sale_date
having count(*) > 1
