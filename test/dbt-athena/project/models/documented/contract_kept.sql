{{ config(materialized='table', table_type='iceberg') }}
select cast(1 as bigint) as id, 'x' as name, cast(1.5 as decimal(10,2)) as price
