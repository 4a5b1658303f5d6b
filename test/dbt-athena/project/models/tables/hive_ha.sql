{{ config(materialized='table', table_type='hive', ha=true, partitioned_by=['p'], versions_to_keep=1) }}
select id + {{ var('step') }} * 10 as id, id % 2 as p from {{ ref('by_upload') }}
