{#- Stand-in for dbt_utils, part of mdw. -#}

{#- The numbers 1 to `upper_bound`, column generated_number. sequence() ends at 10,000 values, hence the two digits. -#}
{% macro generate_series(upper_bound) -%}
    {{ return(adapter.dispatch('generate_series', 'dbt_utils')(upper_bound)) }}
{%- endmacro %}

{% macro default__generate_series(upper_bound) -%}
    select high * 1000 + low + 1 as generated_number
    from unnest(sequence(0, {{ (upper_bound - 1) // 1000 }})) as highs (high)
    cross join unnest(sequence(0, 999)) as lows (low)
    where high * 1000 + low < {{ upper_bound }}
    order by generated_number
{%- endmacro %}

{% macro get_intervals_between(start_date, end_date, datepart) -%}
    {%- if not execute -%}{{ return(1) }}{%- endif -%}
    {%- set answer = run_query('select ' ~ dbt.datediff(start_date, end_date, datepart)) -%}
    {{ return(answer.columns[0].values()[0] | int) }}
{%- endmacro %}

{#- One row per datepart from `start_date` (inclusive) to `end_date` (exclusive), column date_<datepart>. -#}
{% macro date_spine(datepart, start_date, end_date) -%}
    {{ return(adapter.dispatch('date_spine', 'dbt_utils')(datepart, start_date, end_date)) }}
{%- endmacro %}

{% macro default__date_spine(datepart, start_date, end_date) -%}
    with series as (
        {{ dbt_utils.generate_series(dbt_utils.get_intervals_between(start_date, end_date, datepart)) }}
    ),

    periods as (
        select {{ dbt.dateadd(datepart, 'generated_number - 1', start_date) }} as date_{{ datepart }}
        from series
    )

    select * from periods where date_{{ datepart }} <= {{ end_date }}
{%- endmacro %}

{% macro safe_add(field_list) -%}
    {%- for field in field_list %}coalesce({{ field }}, 0){{ ' + ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% macro safe_subtract(field_list) -%}
    {%- for field in field_list %}coalesce({{ field }}, 0){{ ' - ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% macro safe_divide(numerator, denominator) -%}
    ({{ numerator }}) / nullif(({{ denominator }}), 0)
{%- endmacro %}

{#- The rows of `relation` that come first in each group. -#}
{% macro deduplicate(relation, partition_by, order_by) -%}
    {{ return(adapter.dispatch('deduplicate', 'dbt_utils')(relation, partition_by, order_by)) }}
{%- endmacro %}

{% macro default__deduplicate(relation, partition_by, order_by) -%}
    {{ exceptions.raise_compiler_error('dbt_utils.deduplicate has no implementation for Athena: number the rows with row_number() and keep the first') }}
{%- endmacro %}
