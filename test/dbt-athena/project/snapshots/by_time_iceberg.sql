{% snapshot by_time_iceberg %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated', table_type='iceberg', hard_deletes='invalidate', schema='snapshots') }}
{{ snapshot_rows(6) }}
{% endsnapshot %}
