{{ config(materialized='incremental', incremental_strategy='merge', table_type='iceberg', unique_key=['id', 'kind'], temp_schema='options_temp',
   incremental_predicates=["target.day >= date '2024-01-01'", "src.day >= date '2024-01-01'"], delete_condition="src.state = 'gone'", update_condition='target.version < src.version', insert_condition="src.state <> 'gone'") }}
select id, kind, day, version, state from (values
{% if var('step') == 1 %} (1, 'a', date '2024-01-01', 1, 'new'), (2, 'a', date '2024-01-01', 1, 'new'), (3, 'a', date '2024-01-01', 5, 'new'), (4, 'a', date '2023-01-01', 1, 'old')
{% else %} (1, 'a', date '2024-01-02', 2, 'changed'), (2, 'a', date '2024-01-02', 2, 'gone'), (3, 'a', date '2024-01-02', 4, 'stale'), (1, 'b', date '2024-01-02', 1, 'added'), (9, 'a', date '2024-01-02', 1, 'gone') {% endif %}
) as t (id, kind, day, version, state)
