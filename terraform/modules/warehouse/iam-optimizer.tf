# The role that Glue assumes for the optimizers (AWS Glue Developer Guide, "Table optimization prerequisites").

data "aws_iam_policy_document" "optimizer_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["glue.amazonaws.com"]
    }

    # No other account may have Glue use this role.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

data "aws_iam_policy_document" "optimizer" {
  statement {
    sid       = "Tables"
    actions   = ["glue:GetTable", "glue:UpdateTable"]
    resources = concat(["${local.glue_arn}:catalog"], flatten([for layer in local.read : local.glue_resources[layer]]))
  }

  statement {
    sid       = "ListData"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation"]
    resources = [local.bucket_arn]
  }

  statement {
    sid       = "Data"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for layer in local.read : "${local.bucket_arn}/${local.databases[layer]}/*"]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${data.aws_region.current.region}:${local.account}:log-group:/aws-glue/iceberg-*"]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn[*]

    content {
      sid       = "UseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "optimizer" {
  count = length(var.optimized_tables) > 0 ? 1 : 0

  name                 = "${local.role_name}-optimizer"
  description          = "Glue: compacts and cleans Iceberg tables"
  assume_role_policy   = data.aws_iam_policy_document.optimizer_trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "optimizer" {
  count = length(var.optimized_tables) > 0 ? 1 : 0

  name   = "tables"
  role   = aws_iam_role.optimizer[0].id
  policy = data.aws_iam_policy_document.optimizer.json
}
