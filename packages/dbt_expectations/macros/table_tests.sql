{#- Stand-in for dbt_expectations, part of mdw: tests of a table's size and columns. -#}

{% test expect_table_row_count_to_be_between(model, min_value=none, max_value=none, group_by=none, row_condition=none, strictly=false) %}
{{ dbt_expectations.expression_between(model, 'count(*)', min_value, max_value, group_by, row_condition, strictly) }}
{% endtest %}

{% test expect_table_row_count_to_equal(model, value, group_by=none, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, 'count(*) = ' ~ value, group_by_columns=group_by, row_condition=row_condition) }}
{% endtest %}

{% test expect_table_row_count_to_equal_other_table(model, compare_model, factor=1, row_condition=none, compare_row_condition=none) %}
with counts as (
    select
        (select count(*) from {{ model }}{{ ' where ' ~ row_condition if row_condition }}) as expression,
        (select count(*) * {{ factor }} from {{ compare_model }}
            {%- set condition = compare_row_condition or row_condition -%}
            {{ ' where ' ~ condition if condition }}) as compare_expression
)

select * from counts where expression <> compare_expression
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
