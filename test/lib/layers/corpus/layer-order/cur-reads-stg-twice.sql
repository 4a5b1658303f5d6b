-- layer: cur
-- expect: layer-order
select sale_id, '20180101' as partition from stg.stg_sales union all select sale_id, '20180101' from stg.stg_sales
