{{ config(materialized='table') }}
select 'text' as id
