-- layer: std
-- expect: athena-syntax
delete from stg.stg_sales
