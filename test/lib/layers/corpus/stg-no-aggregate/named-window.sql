-- layer: stg
-- expect: stg-no-aggregate
select salesid, lag(price) over w as previous_price from raw.sales window w as (partition by productid order by salesdate)
