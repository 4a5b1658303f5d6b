{{ config(materialized='ephemeral') }}
select a.id, a.name || '-' || b.name as names from {{ ref('docs_iceberg') }} a join {{ ref('by_insert') }} b on a.id = b.id
