# dbt's. With enforce_workgroup, dbt-athena must leave the place of a Hive table to Athena (its create_table_as.sql), which
# puts it below the results, where it expires. The transformer's role can write nowhere but in this bucket anyway.
resource "aws_athena_workgroup" "warehouse" {
  name        = var.workgroup
  description = "The warehouse of ${var.project}, ${var.environment}: dbt and mdw"
  # A workgroup with queries in its history could not be destroyed otherwise; the history is no data of the warehouse.
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = var.enforce_workgroup
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.bytes_scanned_cutoff

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location       = "s3://${aws_s3_bucket.warehouse.id}/${local.results_prefix}"
      expected_bucket_owner = local.account

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}

# The reader's: its settings win over those of any BI tool, and its results are apart, as dbt's may show raw rows.
resource "aws_athena_workgroup" "reader" {
  name          = "${var.workgroup}-reader"
  description   = "The warehouse of ${var.project}, ${var.environment}: BI"
  force_destroy = true

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.bytes_scanned_cutoff

    engine_version {
      selected_engine_version = "Athena engine version 3"
    }

    result_configuration {
      output_location       = "s3://${aws_s3_bucket.warehouse.id}/${local.reader_results_prefix}"
      expected_bucket_owner = local.account

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}
