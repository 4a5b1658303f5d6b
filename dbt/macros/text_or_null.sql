{#- Raw columns are text, and the files write a missing value as nothing or as the word NULL. -#}
{% macro text_or_null(column) -%}
    nullif(nullif(trim({{ column }}), ''), 'NULL')
{%- endmacro %}
