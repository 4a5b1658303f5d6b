-- layer: raw
-- expect: raw-no-model:1
select 1 as id
