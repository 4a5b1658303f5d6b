{{ config(materialized='incremental', incremental_strategy='append', table_type='iceberg', on_schema_change='fail') }}
{% if var('step') == 1 %} select 1 as id, 'old' as dropped, 10 as changed {% else %} select 2 as id, 'text' as changed, date '2024-01-01' as added {% endif %}
