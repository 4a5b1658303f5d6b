-- layer: cur
-- expect: cur-no-raw-ref
select sale_id, date_key as partition from std.std_sales union all select cast(salesid as bigint), '19000101' from raw.sales
