import { Document } from 'yaml'
import { type ColumnTest, describe, type Model, title } from './models.js'
import type { RelatedTable } from './relations.js'

/** models/raw/<project>.yml: the schema of the raw layer, which mdw makes the Glue tables from and checks files against. */
export function rawSourceYaml(tables: RelatedTable[]): string {
  return render(
    {
      version: 2,
      sources: [
        {
          name: 'raw',
          description: 'CSV files in S3, as delivered. Nothing here is changed or deleted.',
          database: 'awsdatacatalog',
          schema: "{{ env_var('MDW_SCHEMA_PREFIX', '') }}raw",
          loaded_at_field: 'cast("$file_modified_time" as timestamp)',
          config: { meta: { serde: 'opencsv', separator: ',', quote: '"', escape: '\\', skip_header_lines: 1 } },
          tables: tables.map(table => ({
            name: table.table,
            description: `${title(table.table)}.`,
            config: {
              meta: {
                location: `raw/${table.table}/`,
                ...(table.separator === ',' ? {} : { separator: table.separator }),
                ...keyOf(table),
              },
            },
            columns: table.columns.map(column => ({
              name: column.header,
              data_type: 'string',
              description: describe(column),
            })),
          })),
        },
      ],
    },
    'The schema of the raw layer, written once: mdw checks and uploads CSV files against it and makes the Glue tables from\n' +
      'it. Columns are in file order and spelled as in the header line; OpenCSVSerde gives every column as text.',
  )
}

/** The tests and descriptions of a layer's models. */
export function modelsYaml(models: Model[]): string {
  return render({
    version: 2,
    models: models.map(({ name, description, columns, uniqueTogether }) => ({
      name,
      description,
      ...(uniqueTogether ? { data_tests: [{ unique_together: { arguments: { columns: uniqueTogether } } }] } : {}),
      columns: columns.map(column => ({
        name: column.name,
        description: column.description,
        ...(column.tests.length > 0 ? { data_tests: column.tests.map(testOf) } : {}),
      })),
    })),
  })
}

/** The key of the rows as they are delivered, by the header's names: `mdw upload` refuses one that is there already. */
function keyOf({ key, compositeKey, keyNeedsDistinct, columns }: RelatedTable): { key?: string[] } {
  const names = key === undefined ? compositeKey : [key]
  if (names === undefined || keyNeedsDistinct) return {}
  return { key: names.map(name => columns.find(column => column.name === name)!.header) }
}

function testOf(test: ColumnTest): unknown {
  if (typeof test === 'string') return test
  return {
    relationships: {
      arguments: { to: `ref('${test.relationship}')`, field: test.field },
      // values without a row were in the files already: seen, and no reason to stop
      ...(test.warn ? { config: { severity: 'warn' } } : {}),
    },
  }
}

function render(content: unknown, comment?: string): string {
  const document = new Document(content)
  if (comment !== undefined) document.commentBefore = comment.replace(/^/gm, ' ')
  return document.toString({ lineWidth: 0 })
}
