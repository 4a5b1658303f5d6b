import { holdsZone, quoteIdentifier, structKey } from '../types/duckdb-type.js'
import type { TrinoType } from '../types/type.js'
import { lambdaName } from './bound.js'
import { instantOf, type Typed } from './typed.js'

/*
 * Tables hold timestamps with time zone as TIMESTAMPTZ, statements as STRUCT(t, z) (types/type.ts): the two ways between.
 */

export function toStored(value: Typed): string {
  if (value.type.kind === 'timestamp' && value.type.withTimeZone) return instantOf(value)
  return convert(value.sql, value.type, sql => `(${sql}).t`)
}

export function fromStored(sql: string, type: TrinoType): string {
  return convert(sql, type, zoned => `t_zoned(${zoned}, 'UTC')`)
}

function convert(sql: string, type: TrinoType, zoned: (sql: string) => string): string {
  if (!holdsZone(type)) return sql
  switch (type.kind) {
    case 'timestamp':
      return zoned(sql)
    case 'array': {
      const e = lambdaName()
      return `list_transform(${sql}, lambda ${e}: ${convert(e, type.element, zoned)})`
    }
    case 'map': {
      const k = lambdaName()
      const v = lambdaName()
      return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE map(list_transform(map_keys(${sql}), lambda ${k}: ${convert(k, type.key, zoned)}), list_transform(map_values(${sql}), lambda ${v}: ${convert(v, type.value, zoned)})) END)`
    }
    case 'row': {
      const fields = type.fields.map(
        (field, i) =>
          `${quoteIdentifier(structKey(field, i))} := ${convert(`struct_extract_at(${sql}, ${i + 1})`, field.type, zoned)}`,
      )
      return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END)`
    }
    default:
      return sql
  }
}
