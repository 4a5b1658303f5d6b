-- layer: cur
-- expect: nothing
select price_tier, '20180101' as partition from std.price_tiers
