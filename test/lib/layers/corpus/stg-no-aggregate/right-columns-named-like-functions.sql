-- layer: stg
-- expect: nothing
select "count", "sum" as total, max as highest, "group" as grouped from raw.sales
