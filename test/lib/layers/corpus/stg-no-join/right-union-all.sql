-- layer: stg
-- expect: nothing
select salesid, '2017' as year from raw.sales_2017
union all
select salesid, '2018' as year from raw.sales_2018
