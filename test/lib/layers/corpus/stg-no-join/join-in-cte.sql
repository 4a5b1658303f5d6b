-- layer: stg
-- expect: stg-no-join:6
with joined as (
    select s.salesid, p.price
    from raw.sales s
    inner join raw.products p on s.productid = p.productid
)
select salesid, price from joined
