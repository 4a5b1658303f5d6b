with priced as (
    select
        sales.sale_id,
        sales.transaction_number,
        sales.employee_id,
        sales.customer_id,
        sales.product_id,
        sales.quantity,
        -- a discount is a share of the price: what lies outside 0..1 is a typing error
        least(greatest(coalesce(sales.discount, 0), 0), 1) as discount,
        sales.total_price,
        products.price as unit_price,
        sales.sold_at
    from {{ ref('stg_sales') }} as sales
    left join {{ ref('dim_product') }} as products on sales.product_id = products.product_id
    -- returns and broken rows are no sales
    where sales.sale_id is not null and sales.quantity > 0
)

select
    sale_id,
    transaction_number,
    {{ dbt_utils.generate_surrogate_key(['customer_id']) }} as customer_key,
    {{ dbt_utils.generate_surrogate_key(['employee_id']) }} as employee_key,
    {{ dbt_utils.generate_surrogate_key(['product_id']) }} as product_key,
    {{ date_key('cast(sold_at as date)') }} as date_key,
    coalesce(cast(sold_at as date), {{ unknown_date() }}) as sale_date,
    cast(sold_at as {{ var('timestamp_type') }}) as sold_at,
    sold_at is not null as has_sale_date,
    quantity,
    unit_price,
    cast(discount as decimal(5, 4)) as discount,
    cast(quantity * unit_price as decimal(18, 4)) as gross_amount,
    cast(quantity * unit_price * discount as decimal(18, 4)) as discount_amount,
    -- the files leave TotalPrice at 0.00; where a total was recorded, it is what was paid
    cast(
        coalesce(nullif(total_price, 0), quantity * unit_price * (1 - discount)) as decimal(18, 4)
    ) as net_amount
from priced
