{{ config(materialized='table', table_type='iceberg') }}
select 1 as id, 'x' as name
