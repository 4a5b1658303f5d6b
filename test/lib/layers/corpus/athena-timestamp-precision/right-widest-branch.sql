-- layer: std
-- expect: nothing
select coalesce(cast(a as timestamp(6)), cast(b as timestamp(3))) as sold_at, case when a is null then null else sold_at end as c from stg.stg_sales
