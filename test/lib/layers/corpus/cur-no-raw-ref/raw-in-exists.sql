-- layer: cur
-- expect: cur-no-raw-ref
select sale_id, date_key as partition from std.std_sales s where exists (select 1 from raw.sales r where r.salesid = cast(s.sale_id as varchar))
