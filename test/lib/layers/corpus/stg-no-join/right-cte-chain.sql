-- layer: stg
-- expect: nothing
with source as (select * from raw.sales), renamed as (select salesid as sale_id from source)
select * from renamed
