-- layer: stg
-- expect: nothing
select sale_id from (select sale_id from (select salesid as sale_id from raw.sales) as a) as b
