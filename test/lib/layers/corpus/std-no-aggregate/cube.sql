-- layer: std
-- expect: std-no-aggregate
select class, region, bool_or(is_new) as any_new from stg.stg_products group by cube (class, region)
