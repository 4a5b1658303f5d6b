-- layer: stg
-- expect: stg-no-join
select s.salesid, r.rate from raw.sales s cross join raw.rates r
