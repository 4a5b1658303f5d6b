import { MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import type { Schema } from '../iceberg/table-metadata.js'
import type { DbtKey } from './dbt-key.js'

/** A column that both snapshots have, perhaps under two names. */
export interface ComparedColumn {
  from: string
  to: string
}

export interface Comparison {
  /** Empty: whole rows are compared. */
  key: ComparedColumn[]
  /** Where the key comes from, for people. */
  keySource: string
  /** The other columns. */
  columns: ComparedColumn[]
}

/**
 * What is compared with what: columns are the same by field id, so a renamed one is not a difference. The key is the given
 * one, else dbt's if both snapshots have its columns, else none.
 */
export function compareColumns(
  from: Schema,
  to: Schema,
  given: string[] | undefined,
  dbt: DbtKey | undefined,
): Comparison {
  const old = new Map(from.columns.map(column => [column.id, column.name]))
  const common = to.columns.flatMap(({ id, name }) => (old.has(id) ? [{ from: old.get(id)!, to: name }] : []))
  const find = (name: string) => common.find(({ to: now }) => now.toLowerCase() === name.toLowerCase())
  const wanted = given ?? dbt?.columns ?? []
  const found = wanted.flatMap(name => find(name) ?? [])
  const complete = wanted.length > 0 && found.length === wanted.length
  if (given !== undefined && !complete) throw keyNotFound(given, common)
  const key = complete ? found : []
  const keySource = complete ? (given === undefined ? dbt!.source : '--key') : 'whole rows, as there is no key'
  return { key, keySource, columns: common.filter(column => !key.includes(column)) }
}

function keyNotFound(given: string[], common: ComparedColumn[]): MdwError {
  const names = common.map(({ to }) => to)
  return new MdwError({
    code: 'COLUMN_NOT_FOUND',
    message: `The key (${given.join(', ')}) is not among the columns that both snapshots have.`,
    why: `They are: ${names.join(', ')}.`,
    exitCode: ExitCode.usage,
    data: { columns: names },
  })
}
