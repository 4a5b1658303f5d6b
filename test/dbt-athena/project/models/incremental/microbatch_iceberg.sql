{{ config(materialized='incremental', incremental_strategy='microbatch', table_type='iceberg', event_time='at', batch_size='day', begin='2024-01-01', lookback=0, unique_key='id') }}
select id, at, step from {{ ref('batches_source') }}
