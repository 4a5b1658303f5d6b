-- layer: stg
-- expect: stg-no-join
select a.id, b.id as other from raw.sales a full outer join raw.products b on a.id = b.id
