{{ config(materialized='table', table_type='hive', partitioned_by=['p', 'day'], write_compression='gzip') }}
select id, name, cast(null as varchar) as nothing, 'p' || cast(id % 2 as varchar) as p, coalesce(day, date '2000-01-01') as day from {{ ref('by_upload') }}
