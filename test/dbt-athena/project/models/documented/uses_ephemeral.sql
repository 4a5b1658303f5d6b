{{ config(materialized='view') }}
select * from {{ ref('wanted') }}
