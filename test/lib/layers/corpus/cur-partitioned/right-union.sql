-- layer: cur
-- expect: nothing
select 1 as n, '20180101' as partition union all select 2, '20180102'
