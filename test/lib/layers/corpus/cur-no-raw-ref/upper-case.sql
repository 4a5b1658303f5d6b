-- layer: cur
-- expect: cur-no-raw-ref
SELECT SALESID, '20180101' AS PARTITION FROM "AwsDataCatalog"."RAW"."SALES"
