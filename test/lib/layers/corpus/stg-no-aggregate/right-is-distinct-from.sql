-- layer: stg
-- expect: nothing
select salesid, price is distinct from list_price as is_discounted from raw.sales
