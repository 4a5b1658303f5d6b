import type { PropertyValue } from '../../sql/translate.js'
import { TrinoError } from '../../sql/trino-error.js'

/** Reads the `WITH (…)` of CTAS and UNLOAD; what nobody asked for is refused by name at the end. */
export class Properties {
  private readonly used = new Set<string>()

  constructor(private readonly values: Record<string, PropertyValue>) {}

  text(name: string): string | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (typeof value === 'string') return value
    throw invalid(name, 'varchar', value)
  }

  boolean(name: string): boolean | undefined {
    const value = this.take(name)
    if (value === undefined || typeof value === 'boolean') return value
    throw invalid(name, 'boolean', value)
  }

  number(name: string): number | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
    throw invalid(name, 'integer', value)
  }

  texts(name: string): string[] | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value as string[]
    throw invalid(name, 'array(varchar)', value)
  }

  /** Fails on the first property that was given and not read. */
  refuseOthers(): void {
    for (const name of Object.keys(this.values)) {
      if (!this.used.has(name))
        throw new TrinoError(
          'INVALID_TABLE_PROPERTY',
          `Catalog 'awsdatacatalog' table property '${name}' does not exist`,
        )
    }
  }

  private take(name: string): PropertyValue | undefined {
    this.used.add(name)
    return this.values[name] ?? undefined
  }
}

function invalid(name: string, type: string, value: PropertyValue): TrinoError {
  return new TrinoError(
    'INVALID_TABLE_PROPERTY',
    `Invalid value for catalog 'awsdatacatalog' table property '${name}': Cannot convert [${String(value)}] to ${type}`,
  )
}
