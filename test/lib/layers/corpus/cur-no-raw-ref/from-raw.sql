-- layer: cur
-- expect: cur-no-raw-ref:4
select count(*) as sales, '20180101' as partition
from "awsdatacatalog"."raw"."sales"
