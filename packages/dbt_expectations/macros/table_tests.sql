{#- Stand-in for dbt_expectations, part of mdw: tests of a table's size and columns. -#}

{% test expect_table_row_count_to_be_between(model, min_value=none, max_value=none, group_by=none, row_condition=none, strictly=false) %}
{{ dbt_expectations.expression_between(model, 'count(*)', min_value, max_value, group_by, row_condition, strictly) }}
{% endtest %}

{% test expect_table_row_count_to_equal(model, value, group_by=none, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, 'count(*) = ' ~ value, group_by_columns=group_by, row_condition=row_condition) }}
{% endtest %}

{% macro _counted(model, group_by, row_condition) -%}
    select
        {%- for column in group_by or [] %}
        {{ column }} as col_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ model }}
    {{ 'where ' ~ row_condition if row_condition }}
    {{ 'group by ' ~ group_by | join(', ') if group_by }}
{%- endmacro %}

{#- Compares the numbers of rows, in all or per group; a group that one table lacks counts as 0 rows there. -#}
{% test expect_table_row_count_to_equal_other_table(model, compare_model, group_by=none, compare_group_by=none, factor=1, row_condition=none, compare_row_condition=none) %}
{%- set groups = range(1, (group_by or []) | length + 1) | list -%}
with a as (
    {{ dbt_expectations._counted(model, group_by, row_condition) }}
),

b as (
    {{ dbt_expectations._counted(compare_model, compare_group_by or group_by, compare_row_condition or row_condition) }}
)

select
    {%- for group in groups %}
    coalesce(a.col_{{ group }}, b.col_{{ group }}) as col_{{ group }},
    {%- endfor %}
    a.row_count as expression,
    b.row_count * {{ factor }} as compare_expression
from a
{%- if groups %}
full outer join b on {% for group in groups %}a.col_{{ group }} = b.col_{{ group }}{{ ' and ' if not loop.last }}{% endfor %}
{%- else %}
cross join b
{%- endif %}
where coalesce(a.row_count, 0) <> coalesce(b.row_count * {{ factor }}, 0)
{% endtest %}

{% test expect_column_to_exist(model, column_name, column_index=none, transform='upper') %}
{%- if execute -%}
    {%- set wanted = [column_name] | map(transform) | first -%}
    {%- set names = dbt_expectations._get_column_list(model, transform) -%}
    {%- set exists = wanted in names and (not column_index or names.index(wanted) == column_index - 1) %}
select '{{ wanted }}' as column_name where {{ 'false' if exists else 'true' }}
{%- endif -%}
{% endtest %}

{% test expect_table_column_count_to_equal(model, value) %}
{%- if execute -%}
    {%- set actual = adapter.get_columns_in_relation(model) | length %}
select {{ actual }} as number_actual_columns, {{ value }} as value where {{ actual }} <> {{ value }}
{%- endif -%}
{% endtest %}

{#- Fails once per column that only one of the two lists has. -#}
{% test expect_table_columns_to_match_set(model, column_list, transform='upper') %}
{%- if execute -%}
    {%- set wanted = column_list | map(transform) | list -%}
    {%- set names = dbt_expectations._get_column_list(model, transform) -%}
    {%- set odd = names | reject('in', wanted) | list + wanted | reject('in', names) | list %}
    {%- if odd %}
select column_name from (values {% for name in odd %}('{{ name }}'){{ ', ' if not loop.last }}{% endfor %}) as odd (column_name)
    {%- else %}
select 1 as column_name where false
    {%- endif %}
{%- endif -%}
{% endtest %}
