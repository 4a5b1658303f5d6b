{{ config(materialized='table', table_type='hive', partitioned_by=['p'], force_batch=true, partitions_limit=60) }}
select n * 2 as twice, n as p from unnest(sequence(1, 130)) as t (n)
