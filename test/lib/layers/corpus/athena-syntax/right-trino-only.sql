-- layer: std
-- expect: nothing
select sale_id, try(1 / quantity) as share, element_at(map(array['a'], array[1]), 'a') as a, transform(array[1, 2], x -> x * 2) as t from stg.stg_sales where sold_at at time zone 'UTC' > timestamp '2018-01-01 00:00:00' fetch first 5 rows only
