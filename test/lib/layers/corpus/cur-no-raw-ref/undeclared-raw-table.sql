-- layer: cur
-- expect: cur-no-raw-ref
select a, b as partition from raw.some_table_without_source
