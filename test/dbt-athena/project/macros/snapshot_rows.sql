{% macro snapshot_rows(precision) %}
select id, 'k' as kind, name, cast(updated as timestamp({{ precision }})) as updated from (values
{% if var('step') == 1 %} (1, 'a', timestamp '2024-01-01 00:00:00'), (2, 'b', timestamp '2024-01-01 00:00:00'), (3, 'c', timestamp '2024-01-01 00:00:00')
{% else %} (1, 'a', timestamp '2024-01-01 00:00:00'), (2, 'changed', timestamp '2024-02-02 00:00:00'), (4, 'new', timestamp '2024-02-02 00:00:00') {% endif %}
) as t (id, name, updated)
{% endmacro %}
