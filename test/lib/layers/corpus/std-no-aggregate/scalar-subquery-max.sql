-- layer: std
-- expect: std-no-aggregate
select sale_id, (select max(day) from std.dim_date) as last_day from stg.stg_sales
