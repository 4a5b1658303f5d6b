-- layer: stg
-- expect: athena-syntax
select salesid::bigint as sale_id from raw.sales
