-- layer: cur
-- expect: layer-order:6
-- depends_on: model.shop.stg_inline
with __dbt__cte__stg_inline as (
    select salesid as sale_id from "awsdatacatalog"."raw"."sales"
) select sale_id, '20180101' as partition from __dbt__cte__stg_inline
