# GitHub Actions signs in with a token of its own (OIDC): no key is stored anywhere.
locals {
  ci                = var.github_repository == null ? 0 : 1
  github_issuer     = "token.actions.githubusercontent.com"
  oidc_provider_arn = one(concat(aws_iam_openid_connect_provider.github[*].arn, var.github_oidc_provider_arn[*]))
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.github_repository != null && var.create_github_oidc_provider ? 1 : 0

  url            = "https://${local.github_issuer}"
  client_id_list = ["sts.amazonaws.com"]

  lifecycle {
    precondition {
      condition     = var.github_oidc_provider_arn == null
      error_message = "Set create_github_oidc_provider = false to use github_oidc_provider_arn."
    }
  }
}

data "aws_iam_policy_document" "ci_trust" {
  count = local.ci

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.github_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    # Without the sub claim any repository on GitHub could open the role.
    condition {
      test     = "StringLike"
      variable = "${local.github_issuer}:sub"
      values   = [for ref in var.github_refs : "repo:${var.github_repository}:${ref}"]
    }
  }
}

data "aws_iam_policy_document" "ci_state" {
  count = length(var.ci_states) > 0 ? local.ci : 0

  statement {
    sid       = "ListState"
    actions   = ["s3:ListBucket"]
    resources = distinct([for state in var.ci_states : "arn:${local.partition}:s3:::${split("/", state)[0]}"])
  }

  statement {
    sid       = "UseState"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = [for state in var.ci_states : "arn:${local.partition}:s3:::${state}"]
  }

  statement {
    sid       = "LockState"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = [for state in var.ci_states : "arn:${local.partition}:s3:::${state}.tflock"]
  }
}

resource "aws_iam_role" "ci" {
  count = local.ci

  name                 = "${local.role_name}-ci"
  description          = "GitHub Actions of ${var.github_repository}: what the transformer may"
  assume_role_policy   = data.aws_iam_policy_document.ci_trust[0].json
  permissions_boundary = var.permissions_boundary_arn

  lifecycle {
    precondition {
      condition     = var.create_github_oidc_provider || var.github_oidc_provider_arn != null
      error_message = "Give github_oidc_provider_arn, or let create_github_oidc_provider make it."
    }
  }
}

resource "aws_iam_role_policy" "ci" {
  count = local.ci

  name   = "warehouse"
  role   = aws_iam_role.ci[0].id
  policy = data.aws_iam_policy_document.transformer.json
}

resource "aws_iam_role_policy" "ci_state" {
  count = length(data.aws_iam_policy_document.ci_state)

  name   = "terraform-state"
  role   = aws_iam_role.ci[0].id
  policy = data.aws_iam_policy_document.ci_state[0].json
}
