-- layer: stg
-- expect: nothing
select cast(salesdate as timestamp) as sold_at, now() as read_at from raw.sales
