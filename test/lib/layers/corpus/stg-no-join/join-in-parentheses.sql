-- layer: stg
-- expect: stg-no-join
select a.salesid from (raw.sales a join raw.products p on a.productid = p.productid)
