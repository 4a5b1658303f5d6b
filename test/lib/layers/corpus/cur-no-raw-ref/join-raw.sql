-- layer: cur
-- expect: cur-no-raw-ref:5
select s.sale_id, p.productname, s.date_key as partition
from std.std_sales s
join raw.products p on cast(p.productid as integer) = s.product_id
