-- layer: stg
-- expect: nothing
select "join", join_date as joined_on from raw.sales where note = 'a join b'
