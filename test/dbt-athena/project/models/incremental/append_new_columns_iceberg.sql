{{ config(materialized='incremental', incremental_strategy='append', table_type='iceberg', on_schema_change='append_new_columns') }}
{% if var('step') == 1 %} select 1 as id, 'old' as dropped, 10 as changed {% else %} select 2 as id, 'old' as dropped, 10 as changed, date '2024-01-01' as added {% endif %}
