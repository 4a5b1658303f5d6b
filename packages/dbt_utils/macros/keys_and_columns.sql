{#- Stand-in for dbt_utils, part of mdw. -#}

{#- Hash of several fields, equal to the real package's: NULL becomes a marker, fields are joined by '-'. -#}
{% macro generate_surrogate_key(field_list) -%}
    {{ return(adapter.dispatch('generate_surrogate_key', 'dbt_utils')(field_list)) }}
{%- endmacro %}

{% macro default__generate_surrogate_key(field_list) -%}
    {%- set null_marker = '' if var('surrogate_key_treat_nulls_as_empty_strings', false) else '_dbt_utils_surrogate_key_null_' -%}
    {%- set parts = [] -%}
    {%- for field in field_list -%}
        {%- do parts.append("coalesce(cast(" ~ field ~ " as " ~ dbt.type_string() ~ "), '" ~ null_marker ~ "')") -%}
        {%- if not loop.last -%}{%- do parts.append("'-'") -%}{%- endif -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(parts)) }}
{%- endmacro %}

{#- Names of a relation's columns, less those in `except`. Empty while parsing. -#}
{% macro get_filtered_columns_in_relation(from, except=[]) -%}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set left_out = except | map('lower') | list -%}
    {%- set names = [] -%}
    {%- for column in adapter.get_columns_in_relation(from) if column.column | lower not in left_out -%}
        {%- do names.append(column.column) -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{#- A select list: every column of `from` less `except`, with alias, prefix and suffix where asked for. -#}
{% macro star(from, relation_alias=false, except=[], prefix='', suffix='', quote_identifiers=true) -%}
    {%- set names = dbt_utils.get_filtered_columns_in_relation(from, except) -%}
    {%- if names | length == 0 -%}
        {{ return('*' if not execute or flags.WHICH == 'compile' else '/* no columns returned from star() macro */') }}
    {%- endif -%}
    {%- set items = [] -%}
    {%- for name in names -%}
        {%- set item = (relation_alias ~ '.' if relation_alias else '') ~ (adapter.quote(name) if quote_identifiers else name) -%}
        {%- if prefix or suffix -%}
            {%- set alias = prefix ~ name ~ suffix -%}
            {%- set item = item ~ ' as ' ~ (adapter.quote(alias) if quote_identifiers else alias) -%}
        {%- endif -%}
        {%- do items.append(item) -%}
    {%- endfor -%}
    {{ return(items | join(',\n  ')) }}
{%- endmacro %}

{% macro group_by(n) -%}
    group by {{ range(1, n + 1) | join(', ') }}
{%- endmacro %}

{#- Different values of a column, the most frequent first. -#}
{% macro get_column_values(table, column, order_by='count(*) desc', max_records=none, default=none, where=none) -%}
    {%- set default = default if default is not none else [] -%}
    {%- if not execute -%}{{ return(default) }}{%- endif -%}
    {%- if load_relation(table) is none -%}
        {%- if not default -%}
            {{ exceptions.raise_compiler_error('In get_column_values(): relation ' ~ table ~ ' does not exist and no default value was provided.') }}
        {%- endif -%}
        {{ return(default) }}
    {%- endif -%}
    {%- set query -%}
        select {{ column }} as value
        from {{ table }}
        {% if where is not none %}where {{ where }}{% endif %}
        group by {{ column }}
        order by {{ order_by }}
        {% if max_records is not none %}limit {{ max_records }}{% endif %}
    {%- endset -%}
    {%- set values = run_query(query).columns[0].values() | list -%}
    {{ return(values if values else default) }}
{%- endmacro %}

{#- One aggregate per value, a column each. -#}
{% macro pivot(column, values, alias=true, agg='sum', cmp='=', prefix='', suffix='', then_value=1, else_value=0, quote_identifiers=true, distinct=false) -%}
    {%- for value in values %}
    {{ agg }}({{ 'distinct ' if distinct }}case when {{ column }} {{ cmp }} '{{ dbt.escape_single_quotes(value) }}' then {{ then_value }} else {{ else_value }} end)
        {%- set name = prefix ~ value ~ suffix -%}
        {%- if alias %} as {{ adapter.quote(name) if quote_identifiers else dbt_utils.slugify(name) }}{% endif -%}
        {{ ',' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- A name that is a valid identifier: lower case, words joined by underscores. -#}
{% macro slugify(string) -%}
    {%- if not string -%}{{ return('') }}{%- endif -%}
    {%- set re = modules.re -%}
    {%- set name = re.sub('[^a-z0-9_]+', '', re.sub('[ -]+', '_', string | lower)) -%}
    {{ return(re.sub('^([0-9])', '_\\1', name)) }}
{%- endmacro %}
