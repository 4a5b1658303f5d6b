select
    {{ dbt_utils.generate_surrogate_key(['products.product_id']) }} as product_key,
    products.product_id,
    products.product_name,
    coalesce(categories.category_name, 'Unknown') as category_name,
    products.price,
    tiers.price_tier,
    products.class,
    products.resistant,
    -- the files say True, False or Unknown: a third answer is NULL, not false
    case lower(products.is_allergic) when 'true' then true when 'false' then false end as is_allergic,
    products.vitality_days,
    products.vitality_days > 0 as is_perishable,
    cast(products.modified_at as {{ var('timestamp_type') }}) as modified_at
from {{ ref('stg_products') }} as products
left join {{ ref('stg_categories') }} as categories on products.category_id = categories.category_id
left join {{ ref('price_tiers') }} as tiers
    on products.price >= tiers.price_from and products.price < tiers.price_below
