{{ config(materialized='incremental', incremental_strategy='append', table_type='iceberg', unique_tmp_table_suffix=true) }}
select {{ var('step') }} as step
