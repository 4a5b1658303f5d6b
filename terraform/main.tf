module "warehouse" {
  source = "./modules/warehouse"

  project         = var.project
  environment     = var.environment
  bucket          = var.bucket
  database_prefix = var.database_prefix
  workgroup       = var.workgroup
  source_files    = var.source_files

  results_expire_days         = var.results_expire_days
  old_versions_expire_days    = var.old_versions_expire_days
  kms_key_arn                 = var.kms_key_arn
  bytes_scanned_cutoff        = var.bytes_scanned_cutoff
  require_tls                 = var.require_tls
  enforce_workgroup           = var.enforce_workgroup
  trusted_principal_arns      = var.trusted_principal_arns
  github_repository           = var.github_repository
  github_refs                 = var.github_refs
  github_oidc_provider_arn    = var.github_oidc_provider_arn
  optimized_tables            = var.optimized_tables
  snapshot_retention_days     = var.snapshot_retention_days
  orphan_file_retention_days  = var.orphan_file_retention_days
  create_github_oidc_provider = var.create_github_oidc_provider
  ci_applies                  = var.ci_applies
  permissions_boundary_arn    = var.permissions_boundary_arn
  ci_states                   = var.ci_states
}
