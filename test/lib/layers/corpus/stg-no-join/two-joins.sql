-- layer: stg
-- expect: stg-no-join:5 stg-no-join:6
select s.salesid, p.price, c.name
from "awsdatacatalog"."raw"."sales" s
left join "awsdatacatalog"."raw"."products" p on s.productid = p.productid
left join "awsdatacatalog"."raw"."categories" c on p.categoryid = c.categoryid
