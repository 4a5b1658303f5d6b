{#- A ratio as a double, NULL where the divisor is zero. (Decimals would keep the operands' scale and raise DIVISION_BY_ZERO.) -#}
{% macro safe_ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
