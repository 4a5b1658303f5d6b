locals {
  descriptions = {
    raw = "Raw layer: external tables over CSV files, as delivered"
    stg = "Staging layer: views that rename and cast"
    std = "Standard layer: Iceberg tables with business rules"
    cur = "Curated layer: partitioned Iceberg facts and metrics"
    dqm = "Rows that failed data tests (--store-failures)"
  }
  databases = { for layer, description in local.descriptions : layer => "${var.database_prefix}${layer}" }
}

resource "aws_glue_catalog_database" "layer" {
  for_each = local.databases

  name         = each.value
  description  = local.descriptions[each.key]
  location_uri = "s3://${aws_s3_bucket.warehouse.id}/${each.value}/"
}

resource "aws_glue_catalog_table" "raw" {
  for_each = local.raw_tables

  database_name = aws_glue_catalog_database.layer["raw"].name
  name          = each.key
  description   = each.value.description
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    EXTERNAL                 = "TRUE"
    classification           = "csv"
    "skip.header.line.count" = each.value.skip_header_lines
  }

  dynamic "partition_keys" {
    for_each = each.value.partition_keys

    content {
      name = partition_keys.value
      type = "string"
    }
  }

  storage_descriptor {
    location      = "s3://${aws_s3_bucket.warehouse.id}/${each.value.location}"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.apache.hadoop.hive.serde2.OpenCSVSerde"
      parameters            = each.value.serde_parameters
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name    = columns.value.name
        type    = columns.value.type
        comment = columns.value.comment
      }
    }
  }
}
