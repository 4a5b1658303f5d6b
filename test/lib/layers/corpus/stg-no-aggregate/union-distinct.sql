-- layer: stg
-- expect: stg-no-aggregate
select salesid from raw.sales_2017 union select salesid from raw.sales_2018
