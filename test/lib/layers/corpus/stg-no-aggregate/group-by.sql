-- layer: stg
-- expect: stg-no-aggregate:3
select productid, count(*) as sales
from raw.sales
group by productid
