-- A product has one version at any time: each one ends before the next begins.
with versions as (
    select
        product_id,
        dbt_valid_from,
        dbt_valid_to,
        lead(dbt_valid_from) over (partition by product_id order by dbt_valid_from) as next_valid_from
    from {{ ref('product_history') }}
)

select *
from versions
where next_valid_from is not null
    and (dbt_valid_to is null or dbt_valid_to > next_valid_from)
