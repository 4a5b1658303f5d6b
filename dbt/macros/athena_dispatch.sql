{#-
  dbt_expectations falls back to `regexp_instr`, which Athena lacks. Position of a match, 0 where there is none, as the
  package's tests expect it.
-#}
{% macro athena__regexp_instr(source_value, regexp, position, occurrence, is_raw, flags) -%}
    {%- set pattern = '(?' ~ flags ~ ')' ~ regexp if flags else regexp -%}
    greatest(regexp_position({{ source_value }}, '{{ pattern }}', {{ position }}, {{ occurrence }}), 0)
{%- endmacro %}
