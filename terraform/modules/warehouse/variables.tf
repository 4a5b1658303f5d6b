variable "project" {
  description = "Name of the project; part of role names and a tag."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9_-]{0,30}$", var.project))
    error_message = "Lower case: a-z, 0-9, \"-\" and \"_\", a letter first, at most 31 characters."
  }
}

variable "environment" {
  description = "Name of the environment in mdw.yml: dev, prod, and so on."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,15}$", var.environment))
    error_message = "Lower case: a-z, 0-9 and \"-\", a letter first, at most 16 characters."
  }
}

variable "bucket" {
  description = "Bucket of the warehouse: raw files, tables, Athena results."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "A bucket name: 3 to 63 of a-z, 0-9, \"-\" and \".\"."
  }
}

variable "database_prefix" {
  description = "Before every database name: dev_ makes dev_raw, dev_stg, dev_std, dev_cur."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^([a-z][a-z0-9_]*_)?$", var.database_prefix))
    error_message = "Lower case a-z, 0-9 and \"_\", ending in \"_\", or empty."
  }
}

variable "workgroup" {
  description = "Athena workgroup to make for dbt and mdw, beside one for the reader: the same name and -reader. Not primary: that one belongs to the account."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9._-]{1,121}$", var.workgroup)) && var.workgroup != "primary"
    error_message = "A workgroup name other than primary: at most 121 letters, digits, \".\", \"_\", \"-\". Set workgroup: in mdw.yml."
  }
}

variable "source_files" {
  description = "The dbt source files of the raw layer (dbt/models/raw/*.yml), as absolute paths."
  type        = list(string)

  validation {
    condition     = length(var.source_files) > 0
    error_message = "At least one file."
  }
}

variable "results_expire_days" {
  description = "Days that Athena's results are kept."
  type        = number
  default     = 30

  validation {
    condition     = var.results_expire_days >= 1
    error_message = "At least 1."
  }
}

variable "old_versions_expire_days" {
  description = "Days that replaced and deleted objects are kept as old versions."
  type        = number
  default     = 30

  validation {
    condition     = var.old_versions_expire_days >= 1
    error_message = "At least 1."
  }
}

variable "kms_key_arn" {
  description = "KMS key for the bucket and the results; S3's own keys (SSE-S3, free) when null. Its key policy must allow the roles."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:", var.kms_key_arn))
    error_message = "The ARN of a KMS key."
  }
}

variable "bytes_scanned_cutoff" {
  description = "Bytes after which Athena stops a query. 100 GiB cost about half a dollar."
  type        = number
  default     = 107374182400

  validation {
    condition     = var.bytes_scanned_cutoff >= 10485760
    error_message = "At least 10485760 (10 MB), Athena's own minimum."
  }
}

variable "require_tls" {
  description = "Refuse plain HTTP by the bucket's policy. Off only for an endpoint that has no TLS: the policy would lock out everybody there, Terraform too."
  type        = bool
  default     = true
}

variable "enforce_workgroup" {
  description = "Make the settings of dbt's workgroup win over a client's, as those of the reader's always do. Athena then puts Hive tables (stored failures of tests, for one) below athena-results/, where they expire."
  type        = bool
  default     = false
}

variable "trusted_principal_arns" {
  description = "Who may assume the transformer and the reader role, beside CI: roles or users. Empty trusts the account itself: whoever its policies allow sts:AssumeRole."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.trusted_principal_arns : can(regex("^arn:[a-z-]+:(iam|sts)::", arn))])
    error_message = "ARNs of IAM roles, users or accounts."
  }
}

variable "github_repository" {
  description = "owner/name of the GitHub repository whose workflows get the CI role; no role when null."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "owner/name."
  }
}

variable "github_refs" {
  description = "What of the repository may use the CI role, as in the token's sub claim after the name: a branch or an environment, never everything."
  type        = list(string)
  default     = ["ref:refs/heads/main"]

  validation {
    condition     = alltrue([for ref in var.github_refs : !contains(["", "*"], ref)])
    error_message = "Name branches, tags or environments; \"*\" would let every pull request in."
  }
}

variable "create_github_oidc_provider" {
  description = "Make GitHub's identity provider. An account has it once: false where it exists, with github_oidc_provider_arn."
  type        = bool
  default     = true
}

variable "github_oidc_provider_arn" {
  description = "GitHub's identity provider, where the account has it already."
  type        = string
  default     = null

  validation {
    condition     = var.github_oidc_provider_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token.actions.githubusercontent.com", var.github_oidc_provider_arn))
    error_message = "The ARN of the identity provider token.actions.githubusercontent.com."
  }
}

variable "ci_applies" {
  description = "Let the CI role change this infrastructure, its own role excepted. Whoever can push to github_refs then can have any right in the account, unless permissions_boundary_arn ends that."
  type        = bool
  default     = false
}

variable "permissions_boundary_arn" {
  description = "Permissions boundary of the roles. With ci_applies, CI can make no role without it."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/", var.permissions_boundary_arn))
    error_message = "The ARN of an IAM policy."
  }
}

variable "ci_states" {
  description = "Terraform's states that the CI role may use, as bucket/key. mdw names its own."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for state in var.ci_states : can(regex("^[a-z0-9.-]{3,63}/.+$", state))])
    error_message = "bucket/key: shop-tfstate/grocery/dev/terraform.tfstate."
  }
}

variable "optimized_tables" {
  description = "Iceberg tables that Glue compacts and cleans itself, as layer.table (cur.fct_daily_sales), instead of mdw compact. They must exist, and dbt must not swap them: incremental models and snapshots."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.optimized_tables : can(regex("^(std|cur)\\.[a-z0-9_]+$", name))])
    error_message = "std.<table> or cur.<table>."
  }
}

variable "snapshot_retention_days" {
  description = "Days of time travel that the optimizer keeps."
  type        = number
  default     = 7

  validation {
    condition     = var.snapshot_retention_days >= 1
    error_message = "At least 1."
  }
}

variable "orphan_file_retention_days" {
  description = "Age in days at which the optimizer deletes files that no snapshot knows. Longer than the longest build."
  type        = number
  default     = 3

  validation {
    condition     = var.orphan_file_retention_days >= 1
    error_message = "At least 1."
  }
}
