-- layer: raw
-- expect: raw-no-model:1
select * from raw.sales
