-- layer: stg
-- expect: nothing
select array_max(split(tags, ',')) as last_tag, cardinality(split(tags, ',')) as tags, reduce(array[1, 2], 0, (s, x) -> s + x, s -> s) as total from raw.sales
