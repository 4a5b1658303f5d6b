-- layer: cur
-- expect: cur-no-raw-ref
select sale_id, (select max(salesid) from raw.sales) as last_id, date_key as partition from std.std_sales
