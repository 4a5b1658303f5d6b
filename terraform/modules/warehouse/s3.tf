locals {
  results_prefix        = "athena-results/"
  reader_results_prefix = "athena-results-reader/"

  # A table's meta may place its files elsewhere.
  raw_prefixes = distinct(concat(
    ["raw/"], [for table in local.raw_tables : table.location if !startswith(table.location, "raw/")],
  ))
}

resource "aws_s3_bucket" "warehouse" {
  bucket = var.bucket
  # Terraform deletes no data: `mdw infra destroy` empties the bucket first, when told twice.
  force_destroy = false
}

resource "aws_s3_bucket_ownership_controls" "warehouse" {
  bucket = aws_s3_bucket.warehouse.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "warehouse" {
  bucket = aws_s3_bucket.warehouse.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "warehouse" {
  bucket = aws_s3_bucket.warehouse.id

  rule {
    # One KMS call for many objects: without it a build's small files cost more in KMS than in S3.
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# For the raw files, which nothing can make again. S3 versions a whole bucket or nothing, so the lifecycle below keeps old
# versions of tables and results for one day: Iceberg has its own history, and of two rules S3 takes the shorter time.
resource "aws_s3_bucket_versioning" "warehouse" {
  bucket = aws_s3_bucket.warehouse.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "warehouse" {
  bucket = aws_s3_bucket.warehouse.id

  dynamic "rule" {
    for_each = { athena-results = local.results_prefix, athena-results-reader = local.reader_results_prefix }

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      expiration {
        days = var.results_expire_days
      }

      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = var.old_versions_expire_days
    }
  }

  dynamic "rule" {
    for_each = { for layer in ["stg", "std", "cur", "dqm"] : layer => "${var.database_prefix}${layer}/" }

    content {
      id     = "${rule.key}-old-versions"
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      noncurrent_version_expiration {
        noncurrent_days = 1
      }
    }
  }

  rule {
    id     = "aborted-multiparts"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 2
    }
  }

  rule {
    id     = "delete-markers"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }
  }

  # Rules about old versions are refused before versioning is on.
  depends_on = [aws_s3_bucket_versioning.warehouse]
}

# By name and not by the bucket's attributes: a change of the bucket would else make every plan show the policy as unknown.
data "aws_iam_policy_document" "tls_only" {
  statement {
    sid       = "DenyPlainHttp"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "warehouse" {
  count = var.require_tls ? 1 : 0

  bucket = aws_s3_bucket.warehouse.id
  policy = data.aws_iam_policy_document.tls_only.json

  # S3 answers with a conflict when both change at once.
  depends_on = [aws_s3_bucket_public_access_block.warehouse]
}
