-- layer: stg
-- expect: stg-no-join
select salesid from (select s.salesid from raw.sales s join raw.products p on s.productid = p.productid) as j
