# What Terraform calls to plan, apply and destroy this module (recorded with provider 6.47), on its own resources alone.

data "aws_iam_policy_document" "ci_apply" {
  count = var.ci_applies ? local.ci : 0

  statement {
    sid = "Bucket"
    actions = [
      "s3:CreateBucket", "s3:DeleteBucket", "s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucket*",
      "s3:GetAccelerateConfiguration", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration", "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy",
      "s3:PutBucketPublicAccessBlock", "s3:PutBucketTagging", "s3:PutBucketVersioning", "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration", "s3:ListTagsForResource", "s3:TagResource", "s3:UntagResource",
    ]
    resources = [local.bucket_arn]
  }

  statement {
    sid = "Catalog"
    actions = [
      "glue:CreateDatabase", "glue:UpdateDatabase", "glue:DeleteDatabase", "glue:GetDatabase", "glue:CreateTable",
      "glue:UpdateTable", "glue:DeleteTable", "glue:GetTable", "glue:GetTables", "glue:GetPartitionIndexes",
      "glue:CreateTableOptimizer", "glue:UpdateTableOptimizer", "glue:DeleteTableOptimizer", "glue:GetTableOptimizer",
      "glue:GetTags", "glue:TagResource", "glue:UntagResource",
    ]
    resources = concat(["${local.glue_arn}:catalog"], flatten(values(local.glue_resources)))
  }

  statement {
    sid = "Workgroups"
    actions = [
      "athena:CreateWorkGroup", "athena:UpdateWorkGroup", "athena:DeleteWorkGroup", "athena:GetWorkGroup",
      "athena:ListTagsForResource", "athena:TagResource", "athena:UntagResource",
    ]
    resources = [local.workgroup_arn, "${local.workgroup_arn}-reader"]
  }

  statement {
    sid     = "ReadRoles"
    actions = ["iam:Get*", "iam:List*"]
    resources = [
      local.role_arns, "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.github_issuer}",
    ]
  }

  # Not the ci role itself. Without a boundary these still are the rights to everything, in two steps.
  statement {
    sid = "Roles"
    actions = [
      "iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary",
    ]
    resources = local.changed_role_arns

    dynamic "condition" {
      for_each = var.permissions_boundary_arn[*]

      content {
        test     = "StringEquals"
        variable = "iam:PermissionsBoundary"
        values   = [condition.value]
      }
    }
  }

  statement {
    sid = "RolesAsTheyAre"
    actions = [
      "iam:UpdateRole", "iam:UpdateRoleDescription", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "iam:TagRole",
      "iam:UntagRole",
    ]
    resources = local.changed_role_arns
  }

  statement {
    sid       = "PassToGlue"
    actions   = ["iam:PassRole"]
    resources = ["${local.role_arn_prefix}-optimizer"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["glue.amazonaws.com"]
    }
  }
}

locals {
  role_arn_prefix   = "arn:${local.partition}:iam::${local.account}:role/${local.role_name}"
  role_arns         = "${local.role_arn_prefix}-*"
  changed_role_arns = [for name in ["transformer", "reader", "optimizer"] : "${local.role_arn_prefix}-${name}"]
}

resource "aws_iam_role_policy" "ci_apply" {
  count = length(data.aws_iam_policy_document.ci_apply)

  name   = "terraform-apply"
  role   = aws_iam_role.ci[0].id
  policy = data.aws_iam_policy_document.ci_apply[0].json
}
