# The raw tables as the dbt source files define them, read as mdw reads them: `meta` beside `config` or in it, a table's own
# before its source's. No resources here, so that this runs without a provider.
locals {
  texts = [for path in var.source_files : file(path)]
  # A file with a mistake in it must fail: without its tables, a plan would delete them. An empty one is no document.
  documents = [for text in local.texts : yamldecode(text) if can(regex("(?m)^\\s*[^#\\s]", text))]
  sources   = flatten([for document in local.documents : try(document.sources, [])])
  source_tables = flatten([
    for source in local.sources : [
      for table in try(source.tables, []) : {
        table = table
        meta = merge(
          { separator = ",", quote = "\"", escape = "\\", skip_header_lines = 1, location = "raw/${table.name}/" },
          try(source.meta, {}), try(source.config.meta, {}), try(table.meta, {}), try(table.config.meta, {}),
        )
      }
    ]
  ])

  raw_tables = {
    for entry in local.source_tables : entry.table.name => {
      description       = try(entry.table.description, "")
      location          = entry.meta.location
      skip_header_lines = tostring(entry.meta.skip_header_lines)
      serde_parameters = {
        separatorChar = entry.meta.separator
        quoteChar     = entry.meta.quote
        escapeChar    = entry.meta.escape
      }
      partition_keys = try(entry.table.config.meta.partitioned_by, entry.table.meta.partitioned_by, [])
      columns = [
        for column in entry.table.columns : {
          # Glue has lower case only; in any other spelling every plan would find a difference.
          name    = lower(column.name)
          type    = lower(column.data_type)
          comment = try(column.description, "")
        }
      ]
    }
  }
}
