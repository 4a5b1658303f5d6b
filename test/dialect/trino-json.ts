import { entriesOf, fieldsOf, formatAthenaText, itemsOf, javaDouble } from '../../src/lib/lakehouse/sql/types/format.js'
import type { TrinoType } from '../../src/lib/lakehouse/sql/types/type.js'

/** A value as Trino's client protocol writes it in JSON: numbers and booleans bare, times and decimals as text, binary in base64. */
export function trinoJson(value: unknown, type: TrinoType): unknown {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'boolean':
      return value
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return Number(value)
    case 'real':
    case 'double': {
      const number = Number(value)
      if (Number.isNaN(number)) return 'NaN'
      return Number.isFinite(number)
        ? type.kind === 'real'
          ? Number(javaDouble(number, true))
          : number
        : number > 0
          ? 'Infinity'
          : '-Infinity'
    }
    case 'varbinary':
      return Buffer.from((value as { bytes: Uint8Array }).bytes).toString('base64')
    case 'array':
      return itemsOf(value).map(item => trinoJson(item, type.element))
    case 'map':
      return Object.fromEntries(
        entriesOf(value).map(([key, item]) => [formatAthenaText(key, type.key), trinoJson(item, type.value)]),
      )
    case 'row':
      return fieldsOf(value).map((item, i) => trinoJson(item, type.fields[i]!.type))
    default:
      return formatAthenaText(value, type)
  }
}
