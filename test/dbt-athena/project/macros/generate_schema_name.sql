{% macro generate_schema_name(custom, node) %}{{ target.schema }}{% if custom %}_{{ custom }}{% endif %}{% endmacro %}
