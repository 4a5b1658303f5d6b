-- layer: stg
-- expect: athena-types:4
-- columns: raw.sales(salesid string, quantity string, price string, salesdate string)
select sales_id as sale_id from raw.sales
