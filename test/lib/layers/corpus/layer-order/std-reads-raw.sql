-- layer: std
-- expect: layer-order:4
select salesid
from "awsdatacatalog"."raw"."sales"
