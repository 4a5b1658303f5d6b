output "bucket" {
  description = "Bucket of the warehouse."
  value       = aws_s3_bucket.warehouse.id
}

output "workgroup" {
  description = "Athena workgroup of dbt and mdw."
  value       = aws_athena_workgroup.warehouse.name
}

output "reader_workgroup" {
  description = "Athena workgroup of the reader role."
  value       = aws_athena_workgroup.reader.name
}

output "databases" {
  description = "Glue database of each layer."
  value       = local.databases
}

output "raw_tables" {
  description = "Raw tables, as database.table."
  value       = [for name in keys(local.raw_tables) : "${local.databases.raw}.${name}"]
}

output "results_location" {
  description = "Where Athena writes the results of dbt and mdw."
  value       = "s3://${aws_s3_bucket.warehouse.id}/${local.results_prefix}"
}

output "transformer_role_arn" {
  description = "Role for dbt and mdw."
  value       = aws_iam_role.transformer.arn
}

output "reader_role_arn" {
  description = "Role for BI: reads std and cur."
  value       = aws_iam_role.reader.arn
}

output "ci_role_arn" {
  description = "Role for GitHub Actions; null without a repository."
  value       = one(aws_iam_role.ci[*].arn)
}
