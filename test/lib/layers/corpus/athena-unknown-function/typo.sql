-- layer: stg
-- expect: athena-unknown-function
select uper(class) as class from raw.sales
