{#- Stand-in for dbt_utils, part of mdw: tests that look at single rows. Each selects the rows that break the rule. -#}

{% test expression_is_true(model, expression, column_name=none) %}
select {{ '*' if should_store_failures() else '1' }}
from {{ model }}
where not ({{ column_name ~ ' ' if column_name is not none }}{{ expression }})
{% endtest %}

{% test accepted_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
select *
from {{ model }}
where 1 = 2
    {%- if min_value is not none %} or not {{ column_name }} {{ '>=' if inclusive else '>' }} {{ min_value }}{% endif %}
    {%- if max_value is not none %} or not {{ column_name }} {{ '<=' if inclusive else '<' }} {{ max_value }}{% endif %}
{% endtest %}

{% test not_accepted_values(model, column_name, values, quote=true) %}
select distinct {{ column_name }} as value_field
from {{ model }}
where {{ column_name }} in (
    {%- for value in values %}{{ "'" ~ value ~ "'" if quote else value }}{{ ', ' if not loop.last }}{% endfor -%}
)
{% endtest %}

{% test not_empty_string(model, column_name, trim_whitespace=true) %}
select {{ column_name }}
from {{ model }}
where {{ 'trim(' ~ column_name ~ ')' if trim_whitespace else column_name }} = ''
{% endtest %}

{% test unique_combination_of_columns(model, combination_of_columns, quote_columns=false) %}
{%- set columns = [] -%}
{%- for column in combination_of_columns -%}
    {%- do columns.append(adapter.quote(column) if quote_columns else column) -%}
{%- endfor %}
select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}

{% test relationships_where(model, column_name, to, field, from_condition='1=1', to_condition='1=1') %}
with children as (
    select {{ column_name }} as id from {{ model }} where {{ column_name }} is not null and {{ from_condition }}
),

parents as (
    select {{ field }} as id from {{ to }} where {{ field }} is not null and {{ to_condition }}
)

select children.id, parents.id as right_id
from children
left join parents on children.id = parents.id
where parents.id is null
{% endtest %}
