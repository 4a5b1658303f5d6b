{{ config(materialized='table', table_type='iceberg', partitioned_by=['p']) }}
select n * 2 as twice, 'k' || cast(n as varchar) as p from unnest(sequence(1, 130)) as t (n)
