-- layer: stg
-- expect: stg-no-aggregate stg-no-join
select salesid, (select max(price) from raw.sales) as dearest from raw.sales
