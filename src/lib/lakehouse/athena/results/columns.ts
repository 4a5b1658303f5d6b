import type { OutputColumn } from '../../sql/translate.js'
import { typeName } from '../../sql/types/names.js'
import type { TrinoType } from '../../sql/types/type.js'
import type { ColumnInfo } from '../execution.js'

/** Precisions as the service reports them for types that carry none of their own. */
const PRECISION: Partial<Record<TrinoType['kind'], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  varbinary: 1073741824,
}

/** A column of a query's result as Athena describes it: nested types by their outer word only. */
export function queryColumn({ name, type }: OutputColumn): ColumnInfo {
  return {
    ...describe(name, athenaTypeName(type)),
    ...precisionAndScale(type),
    CaseSensitive: type.kind === 'varchar' || type.kind === 'char',
  }
}

/** A column of DDL output: text lines, whatever they hold. */
export function textColumn(name: string): ColumnInfo {
  return describe(name, 'string')
}

function describe(name: string, type: string): ColumnInfo {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: 0,
    Scale: 0,
    Nullable: 'UNKNOWN',
    CaseSensitive: false,
  }
}

function athenaTypeName(type: TrinoType): string {
  switch (type.kind) {
    case 'real':
      return 'float'
    case 'time':
    case 'timestamp':
      return type.withTimeZone ? `${type.kind} with time zone` : type.kind
    case 'function':
      return typeName(type)
    default:
      return type.kind
  }
}

function precisionAndScale(type: TrinoType): { Precision: number; Scale: number } {
  switch (type.kind) {
    case 'decimal':
      return { Precision: type.precision, Scale: type.scale }
    case 'varchar':
      return { Precision: type.length ?? 2147483647, Scale: 0 }
    case 'char':
      return { Precision: type.length, Scale: 0 }
    case 'time':
    case 'timestamp':
      return { Precision: type.precision, Scale: 0 }
    default:
      return { Precision: PRECISION[type.kind] ?? 0, Scale: 0 }
  }
}
