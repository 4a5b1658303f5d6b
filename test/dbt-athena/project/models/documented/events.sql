{{ config(materialized='table', table_type='iceberg') }}
select id, cast(now() - id * interval '1' hour as timestamp(6)) as loaded_at from unnest(sequence(1, 3)) as t (id)
