-- layer: cur
-- expect: nothing
select date_key as partition from other.clean_view
