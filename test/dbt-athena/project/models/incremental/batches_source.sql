{{ config(materialized='table', table_type='iceberg', event_time='at') }}
select n as id, cast(timestamp '2024-01-01 00:00:00' + n * interval '12' hour as timestamp(6)) as at, {{ var('step') }} as step from unnest(sequence(0, 5)) as t (n)
