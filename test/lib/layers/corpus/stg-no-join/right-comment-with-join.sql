-- layer: stg
-- expect: nothing
-- no join raw.products here
select salesid /* left join raw.products */ from raw.sales
