{% snapshot by_time_hive %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated', table_type='hive', hard_deletes='ignore', schema='snapshots') }}
{{ snapshot_rows(3) }}
{% endsnapshot %}
