-- layer: stg
-- expect: nothing
select salesid from raw.sales order by salesid limit 100
