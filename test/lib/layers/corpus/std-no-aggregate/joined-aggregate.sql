-- layer: std
-- expect: std-no-aggregate
select p.product_id, s.units from stg.stg_products p left join (select product_id, sum(quantity) as units from stg.stg_sales group by product_id) s on s.product_id = p.product_id
