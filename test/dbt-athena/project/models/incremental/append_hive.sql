{{ config(materialized='incremental', incremental_strategy='append') }}
select {{ var('step') }} as step, {% if is_incremental() %}(select count(*) from {{ this }}){% else %}bigint '0'{% endif %} as before
