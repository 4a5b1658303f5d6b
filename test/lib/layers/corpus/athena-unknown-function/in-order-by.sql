-- layer: stg
-- expect: athena-unknown-function
select salesid from raw.sales order by ifnull(salesid, '')
