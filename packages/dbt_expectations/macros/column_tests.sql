{#- Stand-in for dbt_expectations, part of mdw: tests of one or two columns. -#}

{% test expression_is_true(model, expression, test_condition='= true', group_by_columns=none, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, expression, test_condition, group_by_columns, row_condition) }}
{% endtest %}

{% test expression_between(model, expression, min_value=none, max_value=none, group_by_columns=none, row_condition=none, strictly=false) %}
{{ dbt_expectations.expression_between(model, expression, min_value, max_value, group_by_columns, row_condition, strictly) }}
{% endtest %}

{% test expect_column_values_to_be_between(model, column_name, min_value=none, max_value=none, row_condition=none, strictly=false) %}
{{ dbt_expectations.expression_between(model, column_name, min_value, max_value, none, row_condition, strictly) }}
{% endtest %}

{% test expect_column_values_to_not_be_null(model, column_name, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, column_name ~ ' is not null', row_condition=row_condition) }}
{% endtest %}

{% test expect_column_values_to_be_null(model, column_name, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, column_name ~ ' is null', row_condition=row_condition) }}
{% endtest %}

{#- Values of the column that are (or are not) among the given ones. NULL is neither. -#}
{% macro _values_in_set(model, column_name, value_set, quote_values, row_condition, wanted) -%}
{%- set quoted = [] -%}
{%- for value in value_set -%}{%- do quoted.append("'" ~ value ~ "'" if quote_values else value | string) -%}{%- endfor -%}
select {{ column_name }} as value_field
from {{ model }}
where {{ column_name }} {{ 'in' if wanted else 'not in' }} ({{ quoted | join(', ') }})
    {%- if row_condition %} and ({{ row_condition }}){% endif %}
{%- endmacro %}

{% test expect_column_values_to_be_in_set(model, column_name, value_set, quote_values=true, row_condition=none) %}
{{ dbt_expectations._values_in_set(model, column_name, value_set, quote_values, row_condition, wanted=false) }}
{% endtest %}

{% test expect_column_values_to_not_be_in_set(model, column_name, value_set, quote_values=true, row_condition=none) %}
{{ dbt_expectations._values_in_set(model, column_name, value_set, quote_values, row_condition, wanted=true) }}
{% endtest %}

{% test expect_column_values_to_match_regex(model, column_name, regex, row_condition=none, is_raw=false, flags='') %}
{{ dbt_expectations.expression_is_true(
    model, dbt_expectations.regexp_instr(column_name, regex, is_raw=is_raw, flags=flags) ~ ' > 0', row_condition=row_condition
) }}
{% endtest %}

{% test expect_column_values_to_not_match_regex(model, column_name, regex, row_condition=none, is_raw=false, flags='') %}
{{ dbt_expectations.expression_is_true(
    model, dbt_expectations.regexp_instr(column_name, regex, is_raw=is_raw, flags=flags) ~ ' = 0', row_condition=row_condition
) }}
{% endtest %}

{% test expect_column_value_lengths_to_be_between(model, column_name, min_value=none, max_value=none, row_condition=none, strictly=false) %}
{{ dbt_expectations.expression_between(model, dbt.length(column_name), min_value, max_value, none, row_condition, strictly) }}
{% endtest %}

{% test expect_column_value_lengths_to_equal(model, column_name, value, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, dbt.length(column_name) ~ ' = ' ~ value, row_condition=row_condition) }}
{% endtest %}

{% test expect_column_pair_values_A_to_be_greater_than_B(model, column_A, column_B, or_equal=false, row_condition=none) %}
{{ dbt_expectations.expression_is_true(
    model, column_A ~ (' >= ' if or_equal else ' > ') ~ column_B, row_condition=row_condition
) }}
{% endtest %}

{% test expect_column_pair_values_to_be_equal(model, column_A, column_B, row_condition=none) %}
{{ dbt_expectations.expression_is_true(model, column_A ~ ' = ' ~ column_B, row_condition=row_condition) }}
{% endtest %}

{% test expect_compound_columns_to_be_unique(model, column_list, quote_columns=false, ignore_row_if='all_values_are_missing', row_condition=none) %}
{%- set columns = [] -%}
{%- for column in column_list -%}{%- do columns.append(adapter.quote(column) if quote_columns else column) -%}{%- endfor %}
select {{ columns | join(', ') }}, count(*) as n_records
from {{ model }}
where {{ dbt_expectations.ignore_row_if_expression(ignore_row_if, columns) }}
    {%- if row_condition %} and ({{ row_condition }}){% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
