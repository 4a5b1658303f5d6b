{% snapshot by_check_hive %}
{{ config(strategy='check', unique_key='id', check_cols='all', table_type='hive', hard_deletes='invalidate', schema='snapshots') }}
{{ snapshot_rows(3) }}
{% endsnapshot %}
