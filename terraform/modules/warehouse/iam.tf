data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account    = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  role_name  = "${var.project}-${var.environment}"
  bucket_arn = "arn:${local.partition}:s3:::${var.bucket}"

  glue_arn      = "arn:${local.partition}:glue:${data.aws_region.current.region}:${local.account}"
  athena_arn    = "arn:${local.partition}:athena:${data.aws_region.current.region}:${local.account}"
  workgroup_arn = "${local.athena_arn}:workgroup/${var.workgroup}"
  catalog_arn   = "${local.athena_arn}:datacatalog/AwsDataCatalog"

  # dbt writes these; nobody but uploads writes raw.
  written = ["stg", "std", "cur", "dqm"]
  # What BI reads.
  read = ["std", "cur"]

  query_actions = [
    "athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution",
    "athena:BatchGetQueryExecution", "athena:GetQueryResults", "athena:GetQueryResultsStream",
    "athena:ListQueryExecutions", "athena:GetWorkGroup",
  ]
  glue_read_actions = [
    "glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetTableVersion",
    "glue:GetTableVersions", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition",
    "glue:GetUserDefinedFunctions",
  ]
  glue_write_actions = [
    "glue:CreateDatabase", "glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable", "glue:BatchDeleteTable",
    "glue:DeleteTableVersion", "glue:BatchDeleteTableVersion", "glue:CreatePartition", "glue:BatchCreatePartition",
    "glue:UpdatePartition", "glue:DeletePartition", "glue:BatchDeletePartition",
  ]
  # A Glue action is checked on the catalog, the database and the table at once.
  glue_resources = {
    for layer, database in local.databases : layer => [
      "${local.glue_arn}:database/${database}", "${local.glue_arn}:table/${database}/*",
    ]
  }
}

# Who may open the roles.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type = "AWS"
      # The account itself: whoever its own policies allow sts:AssumeRole on the role.
      identifiers = (
        length(var.trusted_principal_arns) > 0
        ? var.trusted_principal_arns
        : ["arn:${local.partition}:iam::${local.account}:root"]
      )
    }
  }
}

# The transformer: dbt and mdw.

data "aws_iam_policy_document" "transformer" {
  statement {
    sid       = "Query"
    actions   = local.query_actions
    resources = [local.workgroup_arn]
  }

  statement {
    sid       = "Catalog"
    actions   = ["athena:GetDataCatalog", "athena:GetTableMetadata", "athena:ListTableMetadata", "athena:ListDatabases"]
    resources = [local.catalog_arn]
  }

  statement {
    sid     = "ReadTables"
    actions = local.glue_read_actions
    resources = concat(
      # Athena looks for the default database whatever a query names.
      ["${local.glue_arn}:catalog", "${local.glue_arn}:database/default"],
      flatten(values(local.glue_resources)),
    )
  }

  statement {
    sid       = "WriteTables"
    actions   = local.glue_write_actions
    resources = concat(["${local.glue_arn}:catalog"], flatten([for layer in local.written : local.glue_resources[layer]]))
  }

  # Raw tables are Terraform's; the partitions of uploaded files are not.
  statement {
    sid       = "AddRawPartitions"
    actions   = ["glue:CreatePartition", "glue:BatchCreatePartition"]
    resources = concat(["${local.glue_arn}:catalog"], local.glue_resources.raw)
  }

  statement {
    sid       = "ListBucket"
    actions   = ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"]
    resources = [local.bucket_arn]
  }

  # Upload asks whether the bucket keeps what is replaced, mdw doctor for the rest.
  statement {
    sid       = "ReadBucketSettings"
    actions   = ["s3:GetBucketVersioning", "s3:GetBucketPublicAccessBlock", "s3:GetEncryptionConfiguration"]
    resources = [local.bucket_arn]
  }

  # Quotas are no resources.
  statement {
    sid       = "ReadQuotas"
    actions   = ["servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota"]
    resources = ["*"]
  }

  # No s3:DeleteObjectVersion for anybody: what is replaced or deleted (mdw upload --replace, --prune) stays a version.
  statement {
    sid = "UploadRawFiles"
    actions = [
      "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts",
    ]
    resources = [for prefix in local.raw_prefixes : "${local.bucket_arn}/${prefix}*"]
  }

  statement {
    sid = "WriteData"
    actions = [
      "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts",
    ]
    resources = concat(
      ["${local.bucket_arn}/${local.results_prefix}*"],
      [for layer in local.written : "${local.bucket_arn}/${local.databases[layer]}/*"],
    )
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

resource "aws_iam_role" "transformer" {
  name                 = "${local.role_name}-transformer"
  description          = "dbt and mdw: reads raw, writes the other layers"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "transformer" {
  name   = "warehouse"
  role   = aws_iam_role.transformer.id
  policy = data.aws_iam_policy_document.transformer.json
}

# The reader: BI.

data "aws_iam_policy_document" "reader" {
  statement {
    sid       = "Query"
    actions   = local.query_actions
    resources = ["${local.workgroup_arn}-reader"]
  }

  statement {
    sid       = "Catalog"
    actions   = ["athena:GetDataCatalog", "athena:GetTableMetadata", "athena:ListTableMetadata", "athena:ListDatabases"]
    resources = [local.catalog_arn]
  }

  statement {
    sid     = "ReadTables"
    actions = local.glue_read_actions
    resources = concat(
      ["${local.glue_arn}:catalog", "${local.glue_arn}:database/default"],
      flatten([for layer in local.read : local.glue_resources[layer]]),
    )
  }

  statement {
    sid       = "LocateBucket"
    actions   = ["s3:GetBucketLocation"]
    resources = [local.bucket_arn]
  }

  statement {
    sid       = "ListData"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arn]

    condition {
      test     = "StringLike"
      variable = "s3:prefix"
      values   = concat(["${local.reader_results_prefix}*"], [for layer in local.read : "${local.databases[layer]}/*"])
    }
  }

  statement {
    sid       = "ReadData"
    actions   = ["s3:GetObject"]
    resources = [for layer in local.read : "${local.bucket_arn}/${local.databases[layer]}/*"]
  }

  statement {
    sid       = "WriteResults"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${local.bucket_arn}/${local.reader_results_prefix}*"]
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

resource "aws_iam_role" "reader" {
  name                 = "${local.role_name}-reader"
  description          = "BI: reads std and cur, writes query results"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "reader" {
  name   = "warehouse"
  role   = aws_iam_role.reader.id
  policy = data.aws_iam_policy_document.reader.json
}
