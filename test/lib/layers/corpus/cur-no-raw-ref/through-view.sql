-- layer: cur
-- expect: cur-no-raw-ref:3
select salesid, '20180101' as partition from other.loose_view
