-- layer: stg
-- expect: stg-no-join:5
select s.salesid, p.price
from "awsdatacatalog"."raw"."sales" as s
join "awsdatacatalog"."raw"."sales" as x on s.id = x.id
