-- layer: std
-- expect: athena-timestamp-precision
with s as (select sale_id, date_parse(sold, '%Y') as sold_at from stg.stg_sales) select s.sale_id, s.sold_at from s
