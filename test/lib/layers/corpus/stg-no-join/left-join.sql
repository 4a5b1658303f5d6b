-- layer: stg
-- expect: stg-no-join:6
select s.salesid, p.price
from "awsdatacatalog"."raw"."sales" as s
-- prices
left join "awsdatacatalog"."raw"."products" as p on s.productid = p.productid
