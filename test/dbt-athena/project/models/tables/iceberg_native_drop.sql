{{ config(materialized='table', table_type='iceberg', native_drop=true) }}
select {{ var('step') }} as step
