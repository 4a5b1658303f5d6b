-- layer: std
-- expect: athena-syntax
select sale_id from stg.stg_sales qualify row_number() over (partition by sale_id order by sold_at) = 1
