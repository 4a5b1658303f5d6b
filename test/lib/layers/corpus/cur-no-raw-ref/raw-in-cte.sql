-- layer: cur
-- expect: cur-no-raw-ref
with s as (select * from raw.sales) select salesid, date_format(current_date, '%Y%m%d') as partition from s
