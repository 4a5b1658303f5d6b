{#- Stand-in for dbt_utils, part of mdw: tests that look at a table or at groups of it. -#}

{% macro _grouping(columns) -%}
    {{ return({
        'select': columns | join(', ') ~ ', ' if columns else '',
        'group_by': 'group by ' ~ columns | join(', ') if columns else '',
    }) }}
{%- endmacro %}

{% test not_null_proportion(model, column_name, at_least, at_most=1, group_by_columns=[]) %}
{%- set group = dbt_utils._grouping(group_by_columns) %}
with validation as (
    select
        {{ group.select }}
        sum(case when {{ column_name }} is null then 0 else 1 end) / cast(count(*) as {{ dbt.type_numeric() }}) as not_null_proportion
    from {{ model }}
    {{ group.group_by }}
)

select *
from validation
where not_null_proportion < {{ at_least }} or not_null_proportion > {{ at_most }}
{% endtest %}

{% test at_least_one(model, column_name, group_by_columns=[]) %}
{%- set group = dbt_utils._grouping(group_by_columns) %}
select {{ group.select }}count({{ column_name }}) as filler_column
from {{ model }}
{{ group.group_by }}
having count({{ column_name }}) = 0
{% endtest %}

{% test not_constant(model, column_name, group_by_columns=[]) %}
{%- set group = dbt_utils._grouping(group_by_columns) %}
select {{ group.select }}count(distinct {{ column_name }}) as filler_column
from {{ model }}
{{ group.group_by }}
having count(distinct {{ column_name }}) = 1
{% endtest %}

{#- Rows of both tables counted per group (one group, `_all`, without columns), beside one another. -#}
{% macro _counts_side_by_side(model, compare_model, group_by_columns) -%}
{%- set keys = group_by_columns if group_by_columns else ['_all'] -%}
with ours as (
    select {{ group_by_columns | join(', ') if group_by_columns else '1 as _all' }}, count(*) as row_count
    from {{ model }} {{ 'group by ' ~ group_by_columns | join(', ') if group_by_columns }}
),

theirs as (
    select {{ group_by_columns | join(', ') if group_by_columns else '1 as _all' }}, count(*) as row_count
    from {{ compare_model }} {{ 'group by ' ~ group_by_columns | join(', ') if group_by_columns }}
),

counts as (
    select
        {%- for key in keys %}
        ours.{{ key }} as {{ key }}_a,
        theirs.{{ key }} as {{ key }}_b,
        {%- endfor %}
        ours.row_count as count_a,
        theirs.row_count as count_b
    from ours
    full join theirs on {% for key in keys %}ours.{{ key }} = theirs.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
)
{%- endmacro %}

{#- Fails by the number of rows that the two differ by, as the real test does; a group on one side only adds nothing. -#}
{% test equal_rowcount(model, compare_model, group_by_columns=[]) %}
{{ config(fail_calc='sum(coalesce(diff_count, 0))') }}
{{ dbt_utils._counts_side_by_side(model, compare_model, group_by_columns) }}

select *, abs(count_a - count_b) as diff_count from counts
{% endtest %}

{% test fewer_rows_than(model, compare_model, group_by_columns=[]) %}
{{ config(fail_calc='sum(coalesce(row_count_delta, 0))') }}
{{ dbt_utils._counts_side_by_side(model, compare_model, group_by_columns) }}

select
    *,
    case when count_a > count_b then count_a - count_b when count_a = count_b then 1 else 0 end as row_count_delta
from counts
{% endtest %}

{% test cardinality_equality(model, column_name, to, field) %}
with ours as (
    select {{ column_name }} as value, count(*) as num_rows from {{ model }} group by {{ column_name }}
),

theirs as (
    select {{ field }} as value, count(*) as num_rows from {{ to }} group by {{ field }}
)

(select * from ours except select * from theirs)
union all
(select * from theirs except select * from ours)
{% endtest %}

{% test recency(model, field, datepart, interval, ignore_time_component=false, group_by_columns=[]) %}
{%- set group = dbt_utils._grouping(group_by_columns) -%}
{%- set type = 'date' if ignore_time_component else dbt.type_timestamp() -%}
{%- set threshold = 'cast(' ~ dbt.dateadd(datepart, interval * -1, dbt.current_timestamp()) ~ ' as ' ~ type ~ ')' %}
with recency as (
    select
        {{ group.select }}
        {{ 'cast(max(' ~ field ~ ') as date)' if ignore_time_component else 'max(' ~ field ~ ')' }} as most_recent
    from {{ model }}
    {{ group.group_by }}
)

select {{ group.select }}most_recent, {{ threshold }} as threshold
from recency
where most_recent < {{ threshold }} or most_recent is null
{% endtest %}
