-- layer: stg
-- expect: nothing
-- materialized: view
select salesid from raw.sales
