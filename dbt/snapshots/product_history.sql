{% snapshot product_history %}

{{
    config(
        unique_key='product_id',
        strategy='check',
        check_cols=['product_name', 'price', 'category_id', 'class', 'resistant', 'is_allergic', 'vitality_days'],
        hard_deletes='invalidate',
    )
}}

select
    product_id,
    product_name,
    price,
    category_id,
    class,
    resistant,
    is_allergic,
    vitality_days,
    cast(modified_at as {{ var('timestamp_type') }}) as modified_at
from {{ ref('stg_products') }}

{% endsnapshot %}
