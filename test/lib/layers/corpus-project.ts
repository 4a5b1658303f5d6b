import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHiveType } from '../../../src/lib/lakehouse/engine/hive/types.js'
import type { RelationColumn } from '../../../src/lib/lakehouse/sql/resolver.js'
import type { LintModel, LintProject, ProjectNode } from '../../../src/lib/layers/lint-model.js'
import { lintProject } from '../../../src/lib/layers/lint-model.js'
import type { Layer } from '../../../src/lib/project/environment.js'

/** One file of the corpus: compiled SQL under a header that says what it is and what lint must say. */
export interface CorpusModel {
  /** `stg-no-join/inner-join`. */
  path: string
  model: LintModel
  /** `rule` or `rule:line`, sorted. */
  expected: string[]
  /** What is known of the columns of tables that it reads. */
  columns: Map<string, RelationColumn[]> | undefined
}

export const corpusFolder = join(import.meta.dirname, 'corpus')

export function corpusModels(): CorpusModel[] {
  const files = readdirSync(corpusFolder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.sql'))
  return files.sort().map(file => read(file.slice(0, -'.sql'.length)))
}

function read(path: string): CorpusModel {
  const text = readFileSync(join(corpusFolder, `${path}.sql`), 'utf8')
  const header = new Map([...text.matchAll(/^-- (\w+): (.+)$/gm)].map(([, name, value]) => [name!, value!]))
  const layer = header.get('layer') === 'none' ? null : (header.get('layer') as Layer)
  const listed = (name: string) => header.get(name)?.split(/,\s*(?![^(]*\))/) ?? []
  const defaults = DEFAULTS[layer ?? 'none']!
  const name = header.get('name') ?? defaults.name
  const expected = header.get('expect') === 'nothing' ? [] : header.get('expect')!.split(' ')
  return {
    path,
    expected: expected.sort(),
    columns: columnsOf(header.get('columns')),
    model: {
      ...node(
        `model.shop.${name}`,
        'model',
        layer,
        layer ?? 'other',
        header.get('materialized') ?? defaults.materialized,
      ),
      kind: 'model',
      name,
      settings: {
        table_type: orNull(header.get('table_type') ?? (layer === 'stg' ? null : 'iceberg')),
        partitioned_by: header.has('partitioned_by')
          ? listed('partitioned_by').filter(column => column !== 'none')
          : layer === 'cur'
            ? ['partition']
            : null,
        force_batch: header.get('force_batch') !== 'false',
      },
      dependsOn: listed('depends_on'),
      file: `corpus/${path}.sql`,
      source: text,
      compiled: text,
    },
  }
}

/** `raw.sales(id string, day date); std.x(…)`, types in Hive's spelling and as Iceberg has them. */
function columnsOf(text: string | undefined): Map<string, RelationColumn[]> | undefined {
  if (text === undefined) return undefined
  const tables = text.split(';').map(table => {
    const [, name, columns] = /^\s*([\w.]+)\((.*)\)\s*$/.exec(table)!
    return [name!, columns!.split(/,\s*(?![^(<]*[)>])/).map(columnOf)] as const
  })
  return new Map(tables)
}

function columnOf(text: string): RelationColumn {
  const [, name, type] = /^(\w+) (.*)$/.exec(text)!
  const precision = { timestamp: 6, timestamp_millis: 3 }[type!]
  if (precision === undefined) return { name: name!, type: fromHiveType(type!) }
  return { name: name!, type: { kind: 'timestamp', precision, withTimeZone: false } }
}

const DEFAULTS: Record<string, { name: string; materialized: string }> = {
  raw: { name: 'this_model', materialized: 'table' },
  stg: { name: 'stg_this_model', materialized: 'view' },
  std: { name: 'std_this_model', materialized: 'table' },
  cur: { name: 'this_model', materialized: 'table' },
  none: { name: 'this_model', materialized: 'view' },
}

function orNull(text: string | null): string | null {
  return text === 'none' ? null : text
}

function node(
  id: string,
  kind: ProjectNode['kind'],
  layer: Layer | null,
  database: string,
  materialized: string | null,
  dependsOn: string[] = [],
): ProjectNode {
  const name = id.split('.').at(-1)!
  return { id, name, kind, layer, database, table: name.toLowerCase(), materialized, dependsOn }
}

/** The project that the corpus' models are in: what they read. */
export function corpusProject(model: LintModel, columns?: LintProject['columns']): LintProject {
  const raw = ['sales', 'products', 'categories', 'rates', 'tags', 'sales_2017', 'sales_2018']
  const stg = ['stg_sales', 'stg_products', 'stg_cities', 'stg_customers']
  const std = ['std_sales', 'dim_product', 'dim_customer', 'dim_date', 'dim_geography']
  const others = [
    ...raw.map(name => node(`source.shop.raw.${name}`, 'source', 'raw', 'raw', null)),
    ...stg.map(name => node(`model.shop.${name}`, 'model', 'stg', 'stg', 'view')),
    ...std.map(name => node(`model.shop.${name}`, 'model', 'std', 'std', 'table')),
    node('model.shop.fct_daily_sales', 'model', 'cur', 'cur', 'incremental'),
    node('snapshot.shop.product_history', 'snapshot', 'std', 'std', 'snapshot'),
    node('seed.shop.price_tiers', 'seed', 'std', 'std', 'seed'),
    node('model.shop.loose_view', 'model', null, 'other', 'view', ['source.shop.raw.sales']),
    node('model.shop.looser_view', 'model', null, 'other', 'view', ['model.shop.loose_view']),
    node('model.shop.base_sales', 'model', null, 'other', 'ephemeral', ['source.shop.raw.sales']),
    node('model.shop.stg_inline', 'model', 'stg', 'stg', 'ephemeral', ['source.shop.raw.sales']),
    node('model.shop.std_inline', 'model', 'std', 'std', 'ephemeral', ['model.shop.stg_sales']),
    node('model.shop.clean_view', 'model', null, 'other', 'view', ['model.shop.std_sales']),
  ]
  return { ...lintProject([model], others, ''), columns }
}
