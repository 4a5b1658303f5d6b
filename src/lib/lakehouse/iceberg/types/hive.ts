import { TrinoError } from '../../sql/trino-error.js'
import type { IcebergType } from '../metadata/model.js'
import type { NextId } from './trino.js'

/** Iceberg primitives in Glue's words, as Iceberg's own Glue catalog (IcebergToGlueConverter) and Athena write them. */
const toHive: Record<string, string> = {
  boolean: 'boolean',
  int: 'int',
  long: 'bigint',
  float: 'float',
  double: 'double',
  date: 'date',
  time: 'string',
  string: 'string',
  uuid: 'string',
  timestamp: 'timestamp',
  timestamptz: 'timestamp',
  binary: 'binary',
}

export function hiveType(type: IcebergType): string {
  if (typeof type !== 'string') {
    if (type.type === 'struct') return `struct<${type.fields.map(f => `${f.name}:${hiveType(f.type)}`).join(',')}>`
    if (type.type === 'list') return `array<${hiveType(type.element)}>`
    return `map<${hiveType(type.key)},${hiveType(type.value)}>`
  }
  if (type.startsWith('decimal')) return type.replace(/\s/g, '')
  if (type.startsWith('fixed')) return 'binary'
  const hive = toHive[type]
  if (!hive) throw new TrinoError('NOT_SUPPORTED', `Iceberg type ${type} is not supported`)
  return hive
}

/** The words Athena's DDL takes for an Iceberg table (Athena user guide, "Supported data types for Iceberg tables"). */
const fromHive: Record<string, IcebergType> = {
  boolean: 'boolean',
  int: 'int',
  integer: 'int',
  bigint: 'long',
  long: 'long',
  float: 'float',
  double: 'double',
  date: 'date',
  time: 'time',
  string: 'string',
  varchar: 'string',
  uuid: 'uuid',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
  binary: 'binary',
}

/** Reads `array<struct<a:int,b:decimal(10,2)>>` and its like. */
export function parseHiveType(text: string, nextId: NextId): IcebergType {
  const reader = new TypeReader(text, nextId)
  const type = reader.type()
  reader.end()
  return type
}

class TypeReader {
  private at = 0
  constructor(
    private readonly text: string,
    private readonly nextId: NextId,
  ) {}

  type(): IcebergType {
    const word = this.match(/timestamp\s+with\s+time\s+zone|[a-z_]+/iy)
      ?.toLowerCase()
      .replace(/\s+/g, ' ')
    if (!word) throw this.invalid()
    if (word === 'array' || word === 'list') return this.array()
    if (word === 'map') return this.map()
    if (word === 'struct') return this.struct()
    if (word === 'decimal' || word === 'fixed') return this.sized(word)
    const arguments_ = this.match(/\(\s*\d+\s*\)/y)
    const type = fromHive[word]
    if (type === undefined || (arguments_ && word !== 'varchar' && word !== 'timestamp'))
      throw new TrinoError('NOT_SUPPORTED', `Type not supported for Iceberg: ${word}${arguments_ ?? ''}`)
    return type
  }

  end(): void {
    this.match(/\s+/y)
    if (this.at !== this.text.length) throw this.invalid()
  }

  private array(): IcebergType {
    this.take('<')
    const id = this.nextId()
    const element = this.type()
    this.take('>')
    return { type: 'list', 'element-id': id, element, 'element-required': false }
  }

  private map(): IcebergType {
    this.take('<')
    const keyId = this.nextId()
    const valueId = this.nextId()
    const key = this.type()
    this.take(',')
    const value = this.type()
    this.take('>')
    return { type: 'map', 'key-id': keyId, key, 'value-id': valueId, value, 'value-required': false }
  }

  private struct(): IcebergType {
    this.take('<')
    const fields = []
    do {
      this.match(/\s+/y)
      const name = this.match(/`[^`]+`|[^\s:<>,`]+/y)
        ?.replaceAll('`', '')
        .toLowerCase()
      if (!name) throw this.invalid()
      this.take(':')
      fields.push({ id: this.nextId(), name, required: false, type: this.type() })
    } while (this.match(/\s*,/y))
    this.take('>')
    return { type: 'struct', fields }
  }

  private sized(word: string): IcebergType {
    const sizes = this.match(/[([]\s*\d+\s*(,\s*\d+\s*)?[)\]]/y)?.match(/\d+/g)
    if (word === 'decimal') return `decimal(${sizes?.[0] ?? 10}, ${sizes?.[1] ?? 0})`
    if (!sizes) throw this.invalid()
    return `fixed[${sizes[0]}]`
  }

  private take(symbol: string): void {
    this.match(/\s+/y)
    if (this.text[this.at] !== symbol) throw this.invalid()
    this.at++
    this.match(/\s+/y)
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return undefined
    this.at = pattern.lastIndex
    return found[0]
  }

  private invalid(): TrinoError {
    return new TrinoError('INVALID_TABLE_PROPERTY', `Not a column type: ${this.text}`)
  }
}
