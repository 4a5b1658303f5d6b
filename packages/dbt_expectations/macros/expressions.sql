{#- Stand-in for dbt_expectations, part of mdw: what its tests are made of. -#}

{#- Selects the rows (or groups) for which the expression does not hold. -#}
{% macro expression_is_true(model, expression, test_condition='= true', group_by_columns=none, row_condition=none) -%}
with grouped_expression as (
    select
        {%- for column in group_by_columns or [] %}
        {{ column }} as col_{{ loop.index }},
        {%- endfor %}
        {{ expression }} as expression
    from {{ model }}
    {%- if row_condition %}
    where {{ row_condition }}
    {%- endif %}
    {%- if group_by_columns %}
    group by {{ group_by_columns | join(', ') }}
    {%- endif %}
)

select *
from grouped_expression
where not (expression {{ test_condition }})
{%- endmacro %}

{% macro expression_between(model, expression, min_value, max_value, group_by_columns, row_condition, strictly) -%}
    {%- if min_value is none and max_value is none -%}
        {{ exceptions.raise_compiler_error('You have to provide either a min_value, max_value or both.') }}
    {%- endif -%}
    {%- set bounds = [] -%}
    {%- if min_value is not none -%}{%- do bounds.append(expression ~ (' > ' if strictly else ' >= ') ~ min_value) -%}{%- endif -%}
    {%- if max_value is not none -%}{%- do bounds.append(expression ~ (' < ' if strictly else ' <= ') ~ max_value) -%}{%- endif -%}
    {{ dbt_expectations.expression_is_true(
        model, '(' ~ bounds | join(' and ') ~ ')', group_by_columns=group_by_columns, row_condition=row_condition
    ) }}
{%- endmacro %}

{#- Position of a regular expression's match, 0 where there is none. -#}
{% macro regexp_instr(source_value, regexp, position=1, occurrence=1, is_raw=false, flags='') -%}
    {{ return(adapter.dispatch('regexp_instr', 'dbt_expectations')(source_value, regexp, position, occurrence, is_raw, flags)) }}
{%- endmacro %}

{% macro default__regexp_instr(source_value, regexp, position, occurrence, is_raw, flags) -%}
    {%- set pattern = '(?' ~ flags ~ ')' ~ regexp if flags else regexp -%}
    greatest(regexp_position({{ source_value }}, '{{ pattern }}', {{ position }}, {{ occurrence }}), 0)
{%- endmacro %}

{#- Condition that keeps a row unless all (or any) of the columns are NULL. -#}
{% macro ignore_row_if_expression(ignore_row_if, columns) -%}
    {%- if ignore_row_if not in ['all_values_are_missing', 'any_value_is_missing'] -%}
        {{ exceptions.raise_compiler_error("`ignore_row_if` must be all_values_are_missing or any_value_is_missing, not '" ~ ignore_row_if ~ "'") }}
    {%- endif -%}
    {%- set missing = [] -%}
    {%- for column in columns -%}{%- do missing.append(column ~ ' is null') -%}{%- endfor -%}
    not ({{ missing | join(' and ' if ignore_row_if == 'all_values_are_missing' else ' or ') }})
{%- endmacro %}

{% macro _get_column_list(model, transform='upper') -%}
    {{ return(adapter.get_columns_in_relation(model) | map(attribute='name') | map(transform) | list) }}
{%- endmacro %}
