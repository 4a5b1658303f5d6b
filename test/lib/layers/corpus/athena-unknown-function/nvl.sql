-- layer: stg
-- expect: athena-unknown-function
select nvl(price, '0') as price from raw.sales
