{{ config(materialized='incremental', incremental_strategy='merge', table_type='iceberg', unique_key='id', merge_exclude_columns=['first'],
   merge_update_columns_rules={'total': 'sum', 'tags': 'append_distinct', 'log': 'append', 'kept': 'coalesce', 'own': 'greatest(_new_, _old_)', 'counts': 'sum'}) }}
select * from (values
{% if var('step') == 1 %} (1, 10, array['a', 'b'], array['x'], 'kept', 7, 'first', map(array['k'], array[1]))
{% else %} (1, 5, array['b', 'c'], array['y'], cast(null as varchar), 3, 'second', map(array['k', 'l'], array[2, 3])) {% endif %}
) as t (id, total, tags, log, kept, own, first, counts)
