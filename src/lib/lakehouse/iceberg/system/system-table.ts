import type { RelationColumn } from '../../sql/resolver.js'
import type { TrinoType } from '../../sql/types/type.js'

/**
 * A value of a row, by its column's type: dates, times, timestamps, decimals and uuids as the text that a cast reads, varbinary
 * as bytes, a row's fields in order as an array.
 */
export type SystemValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | SystemValue[]
  | Map<SystemValue, SystemValue>

export interface SystemTable {
  columns: RelationColumn[]
  rows: SystemValue[][]
}

export const integer: TrinoType = { kind: 'integer' }
export const bigint: TrinoType = { kind: 'bigint' }
export const varchar: TrinoType = { kind: 'varchar' }
export const boolean: TrinoType = { kind: 'boolean' }
export const varbinary: TrinoType = { kind: 'varbinary' }
export const instant: TrinoType = { kind: 'timestamp', precision: 3, withTimeZone: true }

export function array(element: TrinoType): TrinoType {
  return { kind: 'array', element }
}

export function map(key: TrinoType, value: TrinoType): TrinoType {
  return { kind: 'map', key, value }
}

export function row(fields: [name: string, type: TrinoType][]): TrinoType {
  return { kind: 'row', fields: fields.map(([name, type]) => ({ name, type })) }
}

export function columns(...list: [name: string, type: TrinoType][]): RelationColumn[] {
  return list.map(([name, type]) => ({ name, type }))
}

/** Epoch milliseconds as the text of a UTC instant. */
export function instantText(millis: number): string {
  return new Date(millis).toISOString().replace('T', ' ').replace('Z', '+00')
}
