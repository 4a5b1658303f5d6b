-- layer: std
-- expect: nothing
select c.customer_id, g.city_name, t.tier
from stg.stg_customers c
left join std.dim_geography g on c.city_id = g.city_id
left join std.price_tiers t on c.spend >= t.spend_from and c.spend < t.spend_below
