-- layer: cur
-- expect: cur-no-raw-ref:5
with __dbt__cte__base_sales as (
    select salesid from "awsdatacatalog"."raw"."sales"
) select salesid, '20180101' as partition from __dbt__cte__base_sales
