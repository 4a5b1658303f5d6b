{{ config(materialized='table', format='textfile', field_delimiter='|') }}
select id, name, active from {{ ref('by_upload') }}
