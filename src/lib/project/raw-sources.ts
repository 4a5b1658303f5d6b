import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { MdwError, systemCodeOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { issueSentences } from './issue-sentences.js'
import { type Place, parseYaml } from './yaml-document.js'
import { readText } from './yaml-text.js'

/** A table of the raw layer as the dbt source definition describes it: the one place where its schema is written. */
export interface RawTable {
  name: string
  description?: string
  /** In file order, spelled as in the header line. Glue keeps them in lower case. */
  columns: RawColumn[]
  /** Where its files are, below the bucket, with the final slash: `raw/sales/`. */
  location: string
  csv: CsvFormat
  /** Columns that make a row unique: `meta: {key: [...]}`, or the one column with a `unique` test. */
  key?: string[]
  /** Partition columns, of type string: `meta: {partitioned_by: [partition]}`; files are in `partition=20180401/`. */
  partitionedBy: string[]
  /** Where it is defined, for messages. */
  file: string
  line: number
}

export interface RawColumn {
  name: string
  /** Hive's spelling. OpenCSVSerde gives text, so `string` in the sample. */
  type: string
  /** What the stg layer casts it to, in Trino's spelling: `meta: {cast: decimal(18,4)}`. Uploads are checked for it. */
  cast?: string
  description?: string
}

/** The settings of OpenCSVSerde, under their names in `meta`. */
export interface CsvFormat {
  separator: string
  quote: string
  escape: string
  skipHeaderLines: number
}

/** A byte in UTF-8 too: files are read by bytes. */
const oneCharacter = z.string().refine(text => Buffer.byteLength(text) === 1, 'must be one ASCII character')

const meta = z
  .looseObject({
    serde: z.literal('opencsv', { error: 'must be opencsv, the only serde of raw tables that mdw knows' }),
    location: z.string().regex(/^[^/].*\/$/, 'must be a folder of the bucket, like raw/sales/'),
    separator: oneCharacter,
    quote: oneCharacter,
    escape: oneCharacter,
    skip_header_lines: z.int().min(0),
    key: z.array(z.string()).min(1),
    partitioned_by: z.array(z.string().regex(/^[a-z0-9_]+$/, 'must be lower case: a-z, 0-9 and "_"')),
  })
  .partial()

/** Types that an upload can be checked for. */
const CAST =
  /^(tinyint|smallint|int|integer|bigint|real|float|double|boolean|date|string|varchar(\(\d+\))?|decimal(\(\d+(, *\d+)?\))?|timestamp(\(\d+\))?)$/
const CAST_NAMES = 'tinyint, smallint, integer, bigint, real, double, decimal(p,s), boolean, date, timestamp, varchar'

/** dbt knows `meta` in both places: `config:` since 1.10, beside it before. */
const described = { meta: meta.optional(), config: z.looseObject({ meta: meta.optional() }).optional() }

const columnMeta = z
  .looseObject({ cast: z.string().toLowerCase().regex(CAST, `must be one of ${CAST_NAMES}`) })
  .partial()
const tests = z.array(z.unknown()).optional()

const table = z.looseObject({
  name: z.string().regex(/^[a-z0-9_]+$/, 'must be lower case: a-z, 0-9 and "_", as Glue wants table names'),
  description: z.string().optional(),
  columns: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        data_type: z.string({ error: 'is missing: give the column’s type, `data_type: string` for CSV' }),
        description: z.string().optional(),
        meta: columnMeta.optional(),
        config: z.looseObject({ meta: columnMeta.optional() }).optional(),
        data_tests: tests,
        tests,
      }),
      { error: 'is missing: list the columns in the order of the file' },
    )
    .min(1, 'must have at least one column'),
  ...described,
})

const sourceFile = z.looseObject({
  sources: z.array(z.looseObject({ name: z.string(), tables: z.array(table).default([]), ...described })).default([]),
})

/** The raw tables that the dbt project in `dbtFolder` defines in `models/raw/*.yml`, by name. */
export function readRawSources(dbtFolder: string): RawTable[] {
  const folder = join(dbtFolder, 'models', 'raw')
  const problems: string[] = []
  const tables = yamlFiles(folder).flatMap(file => tablesOf(join(folder, file), problems))
  const byName = new Map<string, RawTable>()
  for (const found of tables) {
    const first = byName.get(found.name)
    if (first === undefined) byName.set(found.name, found)
    else problems.push(`${found.file}:${found.line} ${found.name} is defined in ${first.file}:${first.line} already`)
  }
  if (problems.length > 0) throw invalid(problems)
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function yamlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => /\.ya?ml$/.test(name))
      .sort()
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error
    throw new MdwError({
      code: 'NO_RAW_SOURCES',
      message: `${folder} does not exist, so mdw does not know the raw tables.`,
      why: 'Raw tables are defined as dbt sources there, with their columns.',
      actions: ['Add the folder with a source definition. The sample project has one in dbt/models/raw.'],
      exitCode: ExitCode.usage,
    })
  }
}

function tablesOf(path: string, problems: string[]): RawTable[] {
  const file = relative(process.cwd(), path)
  const report = ({ line, column }: Place, text: string) => void problems.push(`${file}:${line}:${column} ${text}`)
  const text = readText(path)
  if (typeof text !== 'string') {
    report(text.place ?? { line: 1, column: 1 }, text.reason)
    return []
  }
  const document = parseYaml(text)
  for (const problem of document.problems) report(problem, problem.text)
  if (document.problems.length > 0) return []
  // A file of comments alone is none that dbt minds.
  const content = document.content ?? {}
  const parsed = sourceFile.safeParse(content)
  if (!parsed.success) {
    const context = { content, spelled: document.spelled }
    for (const { path, text } of parsed.error.issues.flatMap(issue => issueSentences(issue, context))) {
      report(document.valuePlace(path), `${wordsOf(path)} ${text}`.trimStart())
    }
    return []
  }
  return parsed.data.sources.flatMap((source, s) =>
    source.tables.map((found, t) => {
      const place = document.valuePlace(['sources', s, 'tables', t])
      for (const text of faultsOf(found)) report(place, text)
      return {
        name: found.name,
        description: found.description,
        columns: found.columns.map(column => ({
          name: column.name,
          type: column.data_type.toLowerCase(),
          cast: column.config?.meta?.cast ?? column.meta?.cast,
          description: column.description,
        })),
        key: keyOf(found),
        partitionedBy: metaOf(found).partitioned_by ?? [],
        ...settingsOf(found.name, { ...metaOf(source), ...metaOf(found) }),
        file,
        line: place.line,
      }
    }),
  )
}

/** What only a whole table shows. Glue keeps names in lower case, and partitions beside the columns. */
function faultsOf(found: z.infer<typeof table>): string[] {
  const names = found.columns.map(({ name }) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) < index)
  const missing = keyOf(found)?.find(name => !found.columns.some(column => column.name === name))
  const partition = metaOf(found).partitioned_by?.find(name => names.includes(name))
  return [
    ...(twice === undefined ? [] : [`${found.name} has the column ${twice} twice`]),
    ...(missing === undefined ? [] : [`the key of ${found.name} names ${missing}, which is no column`]),
    ...(partition === undefined
      ? []
      : [`${found.name} is partitioned by ${partition}, which is a column of its files`]),
  ]
}

function metaOf(part: { meta?: z.infer<typeof meta>; config?: { meta?: z.infer<typeof meta> } }) {
  return { ...part.meta, ...part.config?.meta }
}

function keyOf(found: z.infer<typeof table>): string[] | undefined {
  const declared = metaOf(found).key
  if (declared !== undefined) return declared
  const unique = found.columns.find(({ data_tests = [], tests: older = [] }) =>
    [...data_tests, ...older].includes('unique'),
  )
  return unique === undefined ? undefined : [unique.name]
}

/** Defaults are those of OpenCSVSerde (AWS: "Open CSV SerDe for processing CSV"), and a header line. */
function settingsOf(name: string, settings: z.infer<typeof meta>): Pick<RawTable, 'location' | 'csv'> {
  return {
    location: settings.location ?? `raw/${name}/`,
    csv: {
      separator: settings.separator ?? ',',
      quote: settings.quote ?? '"',
      escape: settings.escape ?? '\\',
      skipHeaderLines: settings.skip_header_lines ?? 1,
    },
  }
}

/** `sources[0].tables[2].columns`, the way people write it. */
function wordsOf(path: PropertyKey[]): string {
  return path
    .map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')
}

function invalid(problems: string[]): MdwError {
  return new MdwError({
    code: 'RAW_SOURCES_INVALID',
    message: problems.length === 1 ? problems[0]! : `The definition of the raw tables has ${problems.length} problems.`,
    why: problems.length === 1 ? undefined : problems.join('\n'),
    actions: ['Correct the source definition and run the command again.'],
    exitCode: ExitCode.usage,
    data: { problems },
  })
}
