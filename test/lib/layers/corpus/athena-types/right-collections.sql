-- layer: std
-- expect: nothing
-- columns: std.std_sales(sale_id bigint, product_id int, quantity int, amount decimal(18,4), sold_at timestamp, sale_date date, code varchar(3), tags array<string>, extra map<string,bigint>)
select sale_id, tag, tags[1] as first_tag, element_at(extra, 'a') as a, cardinality(tags) as n, array_join(tags, ',') as joined,
    transform(tags, t -> upper(t)) as upper_tags, filter(tags, t -> length(t) > 1) as longer, reduce(tags, 0, (n, t) -> n + length(t), n -> n) as size,
    contains(tags, 'a') as has_a, map_keys(extra) as names, json_format(cast(tags as json)) as json
from std.std_sales
cross join unnest(tags) as u (tag)
