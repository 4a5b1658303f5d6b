{% snapshot by_check_iceberg %}
{{ config(strategy='check', unique_key=['id', 'kind'], check_cols=['name'], table_type='iceberg', hard_deletes='new_record', schema='snapshots') }}
{{ snapshot_rows(6) }}
{% endsnapshot %}
