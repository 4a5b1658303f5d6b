{{ config(materialized='incremental', incremental_strategy='merge', table_type='iceberg', unique_key='id', partitioned_by=['p', 'bucket(id, 2)'], force_batch=true, partitions_limit=3, unique_tmp_table_suffix=true) }}
select n as id, {{ var('step') }} as step, n % 5 as p from unnest(sequence({{ var('step') }}, 10 + {{ var('step') }})) as t (n)
