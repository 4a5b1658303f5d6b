-- layer: cur
-- expect: layer-order
select a as partition from stg.written_by_hand
