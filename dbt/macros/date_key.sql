{#- A day as the text YYYYMMDD, the unknown day where there is none. Also the value of every `partition` column. -#}
{% macro date_key(date) -%}
    date_format(coalesce({{ date }}, {{ unknown_date() }}), '%Y%m%d')
{%- endmacro %}

{% macro unknown_date() -%}
    date '{{ var("unknown_date") }}'
{%- endmacro %}
