{{ config(materialized='incremental', incremental_strategy='microbatch', table_type='hive', event_time='at', batch_size='day', begin='2024-01-01', lookback=0, partitioned_by=['day']) }}
select id, step, cast(at as timestamp(3)) as at, cast(at as date) as day from {{ ref('batches_source') }}
