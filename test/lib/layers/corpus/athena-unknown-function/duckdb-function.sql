-- layer: stg
-- expect: athena-unknown-function
select strptime(salesdate, '%Y-%m-%d') as sold_on from raw.sales
