-- layer: std
-- expect: nothing
select lower(to_hex(md5(to_utf8(cast(coalesce(cast(sale_id as varchar), '_null_') as varchar))))) as sale_key, greatest(discount, 0) as discount from stg.stg_sales
