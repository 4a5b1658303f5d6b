resource "aws_athena_workgroup" "warehouse" {
  name        = var.workgroup
  description = "The warehouse of ${var.project}, ${var.environment}"
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
      expected_bucket_owner = data.aws_caller_identity.current.account_id

      encryption_configuration {
        encryption_option = var.kms_key_arn == null ? "SSE_S3" : "SSE_KMS"
        kms_key_arn       = var.kms_key_arn
      }
    }
  }
}
