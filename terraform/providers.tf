provider "aws" {
  region              = var.region
  allowed_account_ids = var.account_id == null ? null : [var.account_id]
  s3_use_path_style   = var.s3_use_path_style

  default_tags {
    tags = merge(
      {
        project     = var.project
        environment = var.environment
        managed-by  = "terraform"
      },
      var.tags,
    )
  }
}
