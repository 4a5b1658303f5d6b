import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One statement or query in both spellings; `undefined` where only the other engine is asked. */
export interface Step {
  trino?: string
  athena?: string
}

export interface Scenario {
  id: string
  area: string
  /** The database (Trino: schema) of its own. */
  database: string
  steps: Step[]
  /** The tables that are there at the end, to be read by every engine. */
  tables: string[]
}

/** What a real Trino answered to one step. */
export interface Answer {
  columns?: { name: string; type: string }[]
  rows?: unknown[][]
  updateCount?: number
  error?: string
  message?: string
}

export interface ScenarioAnswers {
  steps: (Answer | null)[]
  /** `SELECT *` of each table at the end. */
  tables: Record<string, Answer>
}

const FOLDER = join(import.meta.dirname, 'scenarios')
export const BUCKET = 'scenarios'

/**
 * Reads `scenarios/<area>.txt`: scenarios that begin with `== id`, statements that end with `;` at a line's end. A statement
 * goes to both engines unless `trino>` or `athena>` stands before it; the two neighbours of such a pair are one step.
 * `CREATE TABLE t (…) PARTITIONED BY (…)` and `CREATE TABLE t [PARTITIONED BY (…)] AS …` are spelled for each.
 */
export function readScenarios(): Scenario[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap(file => parse(file.replace(/\.txt$/, ''), readFileSync(join(FOLDER, file), 'utf8')))
}

/** Trino's answers by scenario, as `record.mjs` has stored them. */
export function readAnswers(): Record<string, ScenarioAnswers> {
  const folder = join(import.meta.dirname, 'answers')
  const lines = readdirSync(folder).flatMap(file => readFileSync(join(folder, file), 'utf8').split('\n'))
  const found = lines.filter(line => line !== '').map(line => JSON.parse(line) as ScenarioAnswers & { id: string })
  return Object.fromEntries(found.map(answers => [answers.id, answers]))
}

function parse(area: string, text: string): Scenario[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map(part => {
      const [title, ...lines] = part.split('\n')
      const id = title!.trim()
      const database = `s_${id.replaceAll('-', '_')}`
      const statements = lines
        .filter(line => !line.startsWith('#'))
        .join('\n')
        .split(/;[ \t]*(?:\n|$)/)
        .map(statement => statement.trim())
        .filter(statement => statement !== '')
      return { id, area, database, steps: steps(statements, database), tables: tablesOf(statements) }
    })
}

function steps(statements: string[], database: string): Step[] {
  const found: Step[] = []
  for (const statement of statements) {
    const own = /^(trino|athena)>\s*/.exec(statement)
    if (!own) {
      found.push(bothSpellings(statement, database))
      continue
    }
    const engine = own[1] as 'trino' | 'athena'
    const sql = located(statement.slice(own[0].length), database)
    const last = found.at(-1)
    const isPair = engine === 'athena' && last?.trino !== undefined && last.athena === undefined
    if (isPair) last.athena = sql
    else found.push({ [engine]: sql })
  }
  return found
}

function bothSpellings(statement: string, database: string): Step {
  const create = /^create table (\w+)\s*(\(.*?\))?\s*(?:partitioned by \[(.*?)\])?\s*(?:as\s+(.*))?$/is.exec(statement)
  if (!create) return { trino: statement, athena: statement }
  const [, name, columns, partitioning, query] = create
  const fields = partitioning?.split(/,\s*(?![^(]*\))/) ?? []
  const list = fields.map(field => `'${field.trim()}'`).join(', ')
  const place = `s3://${BUCKET}/${database}/${name}/`
  const trinoWith = list ? ` with (partitioning = array[${list}])` : ''
  if (query)
    return {
      trino: `create table ${name}${trinoWith} as ${query}`,
      athena: `create table ${name} with (table_type = 'ICEBERG', is_external = false, location = '${place}'${list ? `, partitioning = array[${list}]` : ''}) as ${query}`,
    }
  return {
    trino: `create table ${name} ${columns}${trinoWith}`,
    athena: `create table ${name} ${hiveTypes(columns!)}${list ? ` partitioned by (${fields.join(', ')})` : ''} location '${place}' tblproperties ('table_type' = 'ICEBERG')`,
  }
}

/** Trino's types as Hive's DDL writes them. */
function hiveTypes(columns: string): string {
  let text = columns
    .replaceAll('timestamp(6)', 'timestamp')
    .replaceAll('varchar', 'string')
    .replaceAll('varbinary', 'binary')
    .replace(/\breal\b/g, 'float')
  const container = /\b(row|array|map)\(([^()]*(?:\(\d+,\s*\d+\))?[^()]*)\)/
  for (let match = container.exec(text); match; match = container.exec(text)) {
    const inner = match[1] === 'row' ? match[2]!.replace(/(\w+) (?=\w)/g, '$1:') : match[2]!
    text = text.replace(container, () => `${match![1] === 'row' ? 'struct' : match![1]}<${inner}>`)
  }
  return text
}

function located(sql: string, database: string): string {
  return sql.replaceAll('{location}', `s3://${BUCKET}/${database}`)
}

function tablesOf(statements: string[]): string[] {
  const tables = new Set<string>()
  for (const statement of statements) {
    if (statement.startsWith('athena>')) continue
    const sql = statement.replace(/^trino>\s*/, '')
    const made = /^create table (?:if not exists )?(\w+)/i.exec(sql)
    if (made) tables.add(made[1]!)
    const gone = /^drop table (?:if exists )?(\w+)/i.exec(sql)
    if (gone) tables.delete(gone[1]!)
    const renamed = /^alter table (\w+) rename to (\w+)/i.exec(sql)
    if (renamed && tables.delete(renamed[1]!)) tables.add(renamed[2]!)
  }
  return [...tables]
}

/**
 * Replaces `{snapshot t n}` by the id of the table's nth snapshot of main, and `{time t n}` by the timestamp literal of its
 * commit. `n` counts from 1, below 0 from the end.
 */
export async function withSnapshots(
  sql: string,
  snapshots: (table: string) => Promise<{ id: string; time: string }[]>,
): Promise<string> {
  let text = sql
  for (const [whole, kind, table, number] of sql.matchAll(/\{(snapshot|time) (\w+) (-?\d+)\}/g)) {
    const all = await snapshots(table!)
    const snapshot = all.at(Number(number) > 0 ? Number(number) - 1 : Number(number))
    if (!snapshot) throw new Error(`${table} has ${all.length} snapshots: ${whole}`)
    text = text.replace(whole, kind === 'time' ? `timestamp '${snapshot.time}'` : snapshot.id)
  }
  return text
}

/** Oldest first. */
export function snapshotsQuery(table: string): string {
  return `select cast(snapshot_id as varchar), cast(committed_at as varchar) from "${table}$snapshots" order by committed_at`
}

export function isQuery(sql: string): boolean {
  return /^(select|with|values|table|show)\b/i.test(sql)
}
