-- layer: std
-- expect: athena-unknown-function:4
with d as (
    select datediff(day, a, b) as days from stg.stg_sales
)
select days from d
