-- layer: std
-- expect: nothing
with days as (select day from unnest(sequence(date '2016-01-01', date '2016-12-31')) as c (day) union all select date '1900-01-01')
select date_format(day, '%Y%m%d') as date_key, year(day) as year from days
