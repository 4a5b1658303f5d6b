-- layer: stg
-- expect: stg-no-aggregate
select max_by(price, salesdate) as last_price from raw.sales
