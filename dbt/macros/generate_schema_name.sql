{#- A layer's database is the environment's prefix and the layer's name (`dev_std`), so that environments can share an account. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('MDW_SCHEMA_PREFIX', '') }}{{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
