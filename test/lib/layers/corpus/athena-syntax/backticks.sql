-- layer: stg
-- expect: athena-syntax
select `salesid` from raw.sales
