-- layer: std
-- expect: nothing
select table_name from information_schema.tables
