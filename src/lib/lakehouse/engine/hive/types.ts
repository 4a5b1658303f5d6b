import { Cursor } from '../../sql/parser/cursor.js'
import { hiveType as parseType } from '../../sql/parser/types.js'
import { TrinoError } from '../../sql/trino-error.js'
import { resolveTypeName, typeName } from '../../sql/types/names.js'
import type { TrinoType } from '../../sql/types/type.js'

/** The type a query sees for a column that Glue has in Hive's spelling; Hive's timestamps are timestamp(3). */
export function fromHiveType(text: string): TrinoType {
  const cursor = new Cursor(text, true)
  return resolveTypeName(
    cursor.parse(() => parseType(cursor)),
    true,
  )
}

/** Hive's spelling of a column's type, for Glue. Refuses what Hive has no word for. */
export function toHiveType(type: TrinoType): string {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'bigint':
    case 'double':
    case 'date':
      return type.kind
    case 'integer':
      return 'int'
    case 'real':
      return 'float'
    case 'varbinary':
      return 'binary'
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`
    case 'varchar':
      return type.length === undefined || type.length > maxVarchar ? 'string' : `varchar(${type.length})`
    case 'char':
      return `char(${type.length})`
    case 'array':
      return `array<${toHiveType(type.element)}>`
    case 'map':
      return `map<${toHiveType(type.key)},${toHiveType(type.value)}>`
    case 'row':
      return `struct<${type.fields.map(field => `${rowFieldName(field.name)}:${toHiveType(field.type)}`).join(',')}>`
    case 'timestamp':
      if (!type.withTimeZone) return 'timestamp'
  }
  throw new TrinoError('NOT_SUPPORTED', `Unsupported Hive type: ${typeName(type)}`)
}

/** Hive's VARCHAR ends here. */
const maxVarchar = 65535

function rowFieldName(name: string | undefined): string {
  if (name) return name.toLowerCase()
  throw new TrinoError('NOT_SUPPORTED', 'Anonymous row type is not supported in Hive. Please give each field a name')
}
