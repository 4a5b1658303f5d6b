-- layer: stg
-- expect: stg-no-aggregate
select salesid, sum(cast(price as double)) over (order by salesdate rows between unbounded preceding and current row) as total from raw.sales
