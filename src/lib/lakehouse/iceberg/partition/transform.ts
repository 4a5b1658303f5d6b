import type { IcebergType } from '../metadata/model.js'

/** A partition field as a user declares it. */
export interface DeclaredTransform {
  column: string
  /** Iceberg's spelling: `identity`, `year`, `bucket[16]`, `truncate[10]`, … */
  transform: string
  /** The partition field's name, as Iceberg's own builder gives it. */
  name: string
}

/**
 * Reads `x`, `year(x)`, `bucket(x, 16)` (Trino's order), `bucket(16, x)` (Athena's DDL), `truncate(…)`, in any case; a column may
 * stand in double quotes or backticks. Undefined for anything else.
 */
export function parseTransform(text: string): DeclaredTransform | undefined {
  const call = /^\s*([a-z]+)\s*\(\s*(.*?)\s*\)\s*$/is.exec(text)
  if (!call) {
    const column = columnName(text)
    return column === undefined ? undefined : { column, transform: 'identity', name: column }
  }
  const [, word, inside] = call
  const args = inside!.split(/\s*,\s*/)
  return declaredTransform(
    word!,
    args.map(arg => (/^\d+$/.test(arg) ? Number(arg) : (columnName(arg) ?? ''))),
  )
}

/** From a parsed call's arguments: a column and, for bucket and truncate, a number on either side of it. */
function declaredTransform(word: string, args: (string | number)[]): DeclaredTransform | undefined {
  const column = args.find(arg => typeof arg === 'string')
  const width = args.find(arg => typeof arg === 'number')
  if (!column) return undefined
  const name = column.toLowerCase()
  switch (word.toLowerCase()) {
    case 'year':
    case 'month':
    case 'day':
    case 'hour': {
      const transform = word.toLowerCase()
      return args.length === 1 ? { column: name, transform, name: `${name}_${transform}` } : undefined
    }
    case 'bucket':
      return width && args.length === 2
        ? { column: name, transform: `bucket[${width}]`, name: `${name}_bucket` }
        : undefined
    case 'truncate':
      return width && args.length === 2
        ? { column: name, transform: `truncate[${width}]`, name: `${name}_trunc` }
        : undefined
    case 'identity':
      return args.length === 1 ? { column: name, transform: 'identity', name } : undefined
    case 'void':
      return args.length === 1 ? { column: name, transform: 'void', name: `${name}_null` } : undefined
  }
  return undefined
}

function columnName(text: string): string | undefined {
  const quoted = /^\s*"((?:[^"]|"")+)"\s*$/.exec(text) ?? /^\s*`([^`]+)`\s*$/.exec(text)
  if (quoted) return quoted[1]!.replaceAll('""', '"').toLowerCase()
  const plain = /^\s*([\p{L}_][\p{L}\p{N}_$@]*)\s*$/u.exec(text)
  return plain ? plain[1]!.toLowerCase() : undefined
}

const bucketable = /^(int|long|date|time|timestamp|timestamptz|string|uuid|binary|decimal\(.*|fixed\[.*)$/
const truncatable = /^(int|long|string|binary|decimal\(.*)$/

/** Whether a transform takes a type (spec, "Partition Transforms"). */
export function takesType(transform: string, type: IcebergType): boolean {
  if (typeof type !== 'string') return false
  if (transform === 'identity' || transform === 'void') return true
  if (transform === 'hour') return /^timestamp(tz)?$/.test(type)
  if (/^(year|month|day)$/.test(transform)) return /^(date|timestamp|timestamptz)$/.test(type)
  if (transform.startsWith('bucket')) return bucketable.test(type)
  return truncatable.test(type)
}

/** The type of a transform's values: what partition tuples and `$partitions` hold. */
export function resultType(transform: string, source: IcebergType): IcebergType {
  if (transform === 'identity' || transform === 'void' || transform.startsWith('truncate')) return source
  return transform === 'day' ? 'date' : 'int'
}
