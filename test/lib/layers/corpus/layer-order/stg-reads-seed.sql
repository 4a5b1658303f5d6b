-- layer: stg
-- expect: layer-order
select price_tier from std.price_tiers
