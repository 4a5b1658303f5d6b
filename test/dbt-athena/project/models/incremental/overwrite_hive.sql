{{ config(materialized='incremental', incremental_strategy='insert_overwrite', partitioned_by=['day', 'n'], unique_tmp_table_suffix=true, temp_schema='options_temp') }}
select {{ var('step') }} as step, day, n
from (values {% if var('step') == 1 %} (date '2024-01-01', 1), (date '2024-01-02', 1), (date '2024-01-02', 2) {% else %} (date '2024-01-02', 1), (date '2024-01-02', 1), (date '2024-01-03', 1) {% endif %}) as t (day, n)
