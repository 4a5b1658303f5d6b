-- layer: stg
-- expect: stg-no-join
select salesid from raw.sales s where not exists (select 1 from raw.products p where p.productid = s.productid)
