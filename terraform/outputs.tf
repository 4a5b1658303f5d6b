output "bucket" {
  description = "Bucket of the warehouse."
  value       = module.warehouse.bucket
}

output "workgroup" {
  description = "Athena workgroup of dbt and mdw."
  value       = module.warehouse.workgroup
}

output "reader_workgroup" {
  description = "Athena workgroup of the reader role."
  value       = module.warehouse.reader_workgroup
}

output "databases" {
  description = "Glue database of each layer."
  value       = module.warehouse.databases
}

output "raw_tables" {
  description = "Raw tables, as database.table."
  value       = module.warehouse.raw_tables
}

output "results_location" {
  description = "Where Athena writes the results of dbt and mdw."
  value       = module.warehouse.results_location
}

output "transformer_role_arn" {
  description = "Role for dbt and mdw."
  value       = module.warehouse.transformer_role_arn
}

output "reader_role_arn" {
  description = "Role for BI: reads std and cur."
  value       = module.warehouse.reader_role_arn
}

output "ci_role_arn" {
  description = "Role for GitHub Actions; null without a repository."
  value       = module.warehouse.ci_role_arn
}
