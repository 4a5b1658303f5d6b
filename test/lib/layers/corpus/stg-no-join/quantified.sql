-- layer: stg
-- expect: stg-no-join
select salesid from raw.sales where price >= all (select price from raw.products)
