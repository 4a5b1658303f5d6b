{{ config(materialized='view') }}
select id, name, price * {{ var('step') }} as price from {{ ref('by_upload') }}
