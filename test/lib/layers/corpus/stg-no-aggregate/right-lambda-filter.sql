-- layer: stg
-- expect: nothing
select filter(split(tags, ','), x -> x <> '') as tags, any_match(split(tags, ','), x -> x = 'a') as has_a from raw.sales
