# Glue's own compaction, retention and orphan deletion: an alternative to `mdw compact`, paid by DPU hour.
locals {
  optimized = {
    for name in var.optimized_tables : name => {
      database = local.databases[split(".", name)[0]]
      table    = split(".", name)[1]
    }
  }
  catalog_id = data.aws_caller_identity.current.account_id
}

resource "aws_glue_catalog_table_optimizer" "compaction" {
  for_each = local.optimized

  catalog_id    = local.catalog_id
  database_name = each.value.database
  table_name    = each.value.table
  type          = "compaction"

  configuration {
    enabled  = true
    role_arn = aws_iam_role.optimizer[0].arn
  }

  depends_on = [aws_iam_role_policy.optimizer]
}

resource "aws_glue_catalog_table_optimizer" "retention" {
  for_each = local.optimized

  catalog_id    = local.catalog_id
  database_name = each.value.database
  table_name    = each.value.table
  type          = "retention"

  configuration {
    enabled  = true
    role_arn = aws_iam_role.optimizer[0].arn

    retention_configuration {
      iceberg_configuration {
        snapshot_retention_period_in_days = var.snapshot_retention_days
        number_of_snapshots_to_retain     = 1
        clean_expired_files               = true
      }
    }
  }

  depends_on = [aws_iam_role_policy.optimizer]
}

resource "aws_glue_catalog_table_optimizer" "orphan_files" {
  for_each = local.optimized

  catalog_id    = local.catalog_id
  database_name = each.value.database
  table_name    = each.value.table
  type          = "orphan_file_deletion"

  configuration {
    enabled  = true
    role_arn = aws_iam_role.optimizer[0].arn

    orphan_file_deletion_configuration {
      iceberg_configuration {
        orphan_file_retention_period_in_days = var.orphan_file_retention_days
      }
    }
  }

  depends_on = [aws_iam_role_policy.optimizer]
}
