# The module without an account: `terraform init -backend=false && terraform test`.

mock_provider "aws" {
  # Random text would be no policy; the provider checks that.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
}

variables {
  project         = "grocery"
  environment     = "dev"
  bucket          = "shop-dwh-dev"
  database_prefix = "dev_"
  workgroup       = "mdw-dev"
  source_files    = ["./tests/sources.yml"]
}

run "raw_tables_from_the_dbt_sources" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  assert {
    condition     = join(",", keys(aws_glue_catalog_table.raw)) == "cities,sales,visits"
    error_message = "One table for each dbt source table."
  }

  assert {
    condition     = join(",", aws_glue_catalog_table.raw["sales"].storage_descriptor[0].columns[*].name) == "salesid,salesdate"
    error_message = "Columns in file order and lower case."
  }

  assert {
    condition     = aws_glue_catalog_table.raw["sales"].storage_descriptor[0].ser_de_info[0].parameters.separatorChar == ";"
    error_message = "A table's own meta wins over its source's."
  }

  assert {
    condition     = aws_glue_catalog_table.raw["cities"].parameters["skip.header.line.count"] == "1"
    error_message = "A header line by default."
  }

  assert {
    condition     = aws_glue_catalog_database.layer["cur"].name == "dev_cur"
    error_message = "Databases carry the prefix."
  }
}

run "bucket_is_closed_encrypted_and_kept" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  assert {
    condition     = !aws_s3_bucket.warehouse.force_destroy
    error_message = "Terraform must not delete data."
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.warehouse.restrict_public_buckets && aws_s3_bucket_public_access_block.warehouse.block_public_policy
    error_message = "No public access."
  }

  assert {
    condition     = aws_s3_bucket_versioning.warehouse.versioning_configuration[0].status == "Enabled"
    error_message = "Raw files keep their versions."
  }

  assert {
    condition     = aws_athena_workgroup.warehouse.configuration[0].engine_version[0].selected_engine_version == "Athena engine version 3"
    error_message = "Iceberg needs engine version 3."
  }

  assert {
    condition     = length(aws_s3_bucket_policy.warehouse) == 1
    error_message = "Plain HTTP is refused by default."
  }

  assert {
    condition = alltrue([
      for prefix in ["athena-results/", "athena-results-reader/"] : anytrue([
        for rule in aws_s3_bucket_lifecycle_configuration.warehouse.rule :
        try(rule.filter[0].prefix == prefix && rule.expiration[0].days == 30, false)
      ])
    ])
    error_message = "Results expire."
  }

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_lifecycle_configuration.warehouse.rule : startswith(rule.id, "athena-results")
      if length(rule.expiration) > 0 && rule.id != "delete-markers"
    ])
    error_message = "Nothing but results expires."
  }
}

run "workgroups" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  assert {
    condition     = aws_athena_workgroup.reader.configuration[0].enforce_workgroup_configuration && !aws_athena_workgroup.warehouse.configuration[0].enforce_workgroup_configuration
    error_message = "Enforced for BI; dbt places Hive tables itself."
  }

  assert {
    condition = alltrue([
      for workgroup in [aws_athena_workgroup.warehouse, aws_athena_workgroup.reader] :
      workgroup.configuration[0].bytes_scanned_cutoff_per_query == 107374182400 && workgroup.configuration[0].publish_cloudwatch_metrics_enabled
    ])
    error_message = "Both have a limit and metrics."
  }
}

run "http_endpoint" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    require_tls = false
  }

  assert {
    condition     = length(aws_s3_bucket_policy.warehouse) == 0
    error_message = "The policy would lock everybody out."
  }
}

run "transformer_uploads" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  assert {
    condition = anytrue([
      for statement in data.aws_iam_policy_document.transformer.statement :
      contains(statement.actions, "s3:PutObject") && contains(statement.resources, "arn:aws:s3:::shop-dwh-dev/landing/*")
    ])
    error_message = "Raw files outside of raw/ can be uploaded too."
  }

  assert {
    condition = alltrue([
      for statement in concat(data.aws_iam_policy_document.transformer.statement, data.aws_iam_policy_document.reader.statement) :
      !contains(statement.actions, "s3:DeleteObjectVersion")
    ])
    error_message = "Nobody deletes old versions."
  }
}

run "reader_reads_no_raw" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.reader.statement :
      alltrue([for resource in statement.resources : !strcontains(resource, "/raw/") && !strcontains(resource, "dev_raw")])
    ])
    error_message = "The reader has std and cur only."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.reader.statement :
      alltrue([for resource in statement.resources : !strcontains(resource, "/athena-results/") && !endswith(resource, "workgroup/mdw-dev")])
    ])
    error_message = "What dbt's queries found is not the reader's."
  }

  assert {
    condition     = length(aws_iam_role.ci) == 0 && length(aws_iam_role.optimizer) == 0
    error_message = "Optional roles are off by default."
  }
}

run "optimizers_and_ci" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    optimized_tables  = ["cur.fct_daily_sales"]
    github_repository = "shop/warehouse"
  }

  assert {
    condition     = aws_glue_catalog_table_optimizer.retention["cur.fct_daily_sales"].database_name == "dev_cur"
    error_message = "The optimizer's database carries the prefix."
  }

  assert {
    condition     = length(aws_iam_role.ci) == 1 && length(aws_iam_openid_connect_provider.github) == 1
    error_message = "A repository gets a role and the identity provider."
  }
}

run "ci_applies_within_a_boundary" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    github_repository        = "shop/warehouse"
    ci_applies               = true
    ci_states                = ["shop-tfstate/grocery/dev/terraform.tfstate"]
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
  }

  assert {
    condition = alltrue([
      for role in [aws_iam_role.transformer, aws_iam_role.reader, aws_iam_role.ci[0]] :
      role.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"
    ])
    error_message = "Every role has the boundary."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.ci_apply[0].statement :
      length(statement.condition) > 0 if contains(statement.actions, "iam:CreateRole") || contains(statement.actions, "iam:PutRolePolicy")
    ])
    error_message = "CI makes and changes no role without it."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.ci_apply[0].statement :
      !contains(statement.resources, "*")
    ])
    error_message = "CI changes nothing but this warehouse."
  }
}

run "a_state_has_a_key" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    ci_states = ["shop-tfstate"]
  }

  expect_failures = [var.ci_states]
}

run "everybody_is_no_ref" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    github_refs = ["*"]
  }

  expect_failures = [var.github_refs]
}

run "primary_belongs_to_the_account" {
  command = plan

  module {
    source = "./modules/warehouse"
  }

  variables {
    workgroup = "primary"
  }

  expect_failures = [var.workgroup]
}
