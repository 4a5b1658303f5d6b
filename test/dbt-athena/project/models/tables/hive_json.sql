{{ config(materialized='table', format='json', s3_data_naming='schema_table') }}
select id, name, array[1, id] as numbers from {{ ref('by_upload') }}
