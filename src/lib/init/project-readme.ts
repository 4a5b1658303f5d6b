import { basename } from 'node:path'
import { formatCount, plural } from '../ui/format.js'
import type { Model } from './models.js'
import type { ProjectPlan } from './project-files.js'
import type { RelatedTable } from './relations.js'

/** The README of a new project: how to start, and what was found in the files and decided about them. */
export function projectReadme({ name, tables }: ProjectPlan, models: Model[]): string {
  return `# ${name}

A data warehouse in four layers: raw CSV files in S3, stg views, std and cur Iceberg tables, built and tested by dbt.

\`\`\`sh
mdw up                                          # everything, on this machine
mdw query "select * from ${example(models)} limit 10"
mdw build --layer std                           # one layer again after a change
mdw down                                        # stop; the data is kept
\`\`\`

Raw files are in \`data/raw/\`, one CSV per table, and described in \`dbt/models/raw/\`. Put a new delivery there and run
\`mdw upload\`, then \`mdw build\`. One in the form of a file that had to be cleaned (below) is sent with
\`mdw upload <table> --from <file> --clean\`, which cleans it in the same way. The models are a start: rename, join and
describe as your business does.

\`mdw upload\` checks every row: a value that a stg model would make NULL is refused, and so is a key that is there
already. The first line of \`mdw.yml\` tells editors of its schema, \`mdw.schema.json\`.

## CI
\`.github/workflows/mdw.yml\` builds and tests everything on the runner for every pull request, without an AWS account. On
\`main\` it also plans and applies to the environment dev, once that is in \`mdw.yml\`. It reads these repository variables:

| variable | is |
|---|---|
| \`MDW_PACKAGE\` | where your team has mdw from, as npm takes it: name@version, git URL, tarball |
| \`MDW_CI_ROLE\` | ARN of the role that may apply, as \`mdw infra output ci_role_arn --env dev\` says; without it nothing is applied |

The role is made by a person's \`mdw infra apply --env dev\`, once \`terraform/dev.tfvars\` has \`github_repository\` and
\`ci_applies\`.

## What was found
${tables.map(section).join('\n')}
## Models
| model | layer | holds |
|---|---|---|
${models.map(model => `| \`${model.name}\` | ${model.layer} | ${model.description} |`).join('\n')}
`
}

function example(models: Model[]): string {
  const model = models.find(({ layer }) => layer === 'cur') ?? models.find(({ layer }) => layer === 'std')!
  return `${model.layer}.${model.name}`
}

function section(table: RelatedTable): string {
  const lines = findings(table).map(text => `- ${text}`)
  return `### ${table.table}
From \`${basename(table.source)}\`: ${plural(table.rows, 'row')}, ${plural(table.columns.length, 'column')}.

${lines.join('\n')}
`
}

/** What was found in a table's file and decided, one sentence each. */
export function findings(table: RelatedTable): string[] {
  const { key, compositeKey, keyNeedsDistinct, duplicates, rejected, cleaned, separator, columns, foreignKeys, rows } =
    table
  const repeated = duplicates === 0 ? '' : ` Repeated rows: ${formatCount(duplicates)};`
  return [
    cleaned.length > 0
      ? `The raw file is a clean copy, because of the file’s faults: ${cleaned.join('; ')}.`
      : separator === ','
        ? 'The raw file is the file as it is.'
        : `The raw file is the file as it is, with the separator ${JSON.stringify(separator)}.`,
    ...(rejected.length > 0
      ? [`Rows with too many values: ${formatCount(rejected.length)}, kept in \`data/rejected/${table.table}.csv\`.`]
      : []),
    compositeKey !== undefined
      ? `Key: ${compositeKey.map(name => `\`${name}\``).join(', ')} together.`
      : key === undefined
        ? `No key was found.${duplicates > 0 ? `${repeated} all are kept.` : ''}`
        : `Key: \`${key}\`.${keyNeedsDistinct ? `${repeated} std keeps one of each.` : ''}`,
    ...foreignKeys.map(
      ({ column, table: other, key: otherKey, orphans }) =>
        `\`${column}\` points to \`${other}.${otherKey}\`${orphans > 0 ? `, which lacks ${plural(orphans, 'value')}` : ''}.`,
    ),
    ...(rows === 0
      ? ['It has no rows, so every column is text.']
      : columns.filter(({ note }) => note !== undefined).map(({ name, note }) => `\`${name}\`: ${note}.`)),
  ]
}
