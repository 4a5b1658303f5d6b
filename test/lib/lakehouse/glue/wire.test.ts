import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { tableInput } from '../../../../src/lib/lakehouse/glue/shapes.js'
import { validate } from '../../../../src/lib/lakehouse/glue/validation.js'
import { fromWire, toWire } from '../../../../src/lib/lakehouse/glue/wire.js'

const wire = {
  Name: 't',
  Retention: 0,
  StorageDescriptor: {
    Columns: [{ Name: 'ID', Type: 'int', Parameters: { 'iceberg.field.id': '1' } }],
    SerdeInfo: { SerializationLibrary: 'x', Parameters: { Upper: 'A', lower: 'b', 'a.B': '' } },
    SkewedInfo: { SkewedColumnValueLocationMaps: { V: 's3://x' } },
    SortColumns: [],
  },
  PartitionKeys: [],
  Parameters: { EXTERNAL: 'TRUE', Tags: 'x' },
}

describe('mapping', () => {
  it('changes member names only, there and back', () => {
    const stored = fromWire(wire) as z.output<typeof tableInput>
    expect(stored.storageDescriptor?.serdeInfo?.parameters).toEqual({ Upper: 'A', lower: 'b', 'a.B': '' })
    expect(stored.parameters).toEqual({ EXTERNAL: 'TRUE', Tags: 'x' })
    expect(toWire(stored)).toEqual(wire)
  })

  it('takes null for absent, and tells neither null nor an empty owner', () => {
    expect(fromWire({ Name: 'a', Comment: null, Parameters: { a: null, b: '' } })).toEqual({
      name: 'a',
      parameters: { b: '' },
    })
    expect(toWire({ owner: '', comment: null, description: '', at: new Date(1500) })).toEqual({
      Description: '',
      At: new Date(1500),
    })
  })

  it('stops at absurd nesting', () => {
    let nested: unknown = {}
    for (let depth = 0; depth < 5000; depth++) nested = [nested]
    expect(() => fromWire(nested)).toThrow(/nested too deeply/)
  })
})

describe('validation', () => {
  const problem = (shape: z.ZodType, input: unknown): string => {
    try {
      validate(shape, input)
      return 'none'
    } catch (error) {
      const { name, message } = error as Error
      return `${name}: ${message}`
    }
  }

  it('speaks as AWS does', () => {
    const column = (comment: string) => ({ name: 'a', type: 'int', comment })
    const input = (comment: string) => ({ name: 't', storageDescriptor: { columns: [column('ok'), column(comment)] } })
    expect(problem(tableInput, input('x'.repeat(256)))).toBe(
      `ValidationException: 1 validation error detected: Value '${'x'.repeat(200)}' at 'storageDescriptor.columns.2.member.comment' failed to satisfy constraint: Member must have length less than or equal to 255`,
    )
    expect(problem(tableInput, input('a\nb'))).toMatch(/Member must satisfy regular expression pattern/)
    expect(problem(tableInput, {})).toBe(
      "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    )
    expect(problem(tableInput, { name: '', retention: -1 })).toMatch(
      /^ValidationException: 2 validation errors detected: Value '' at 'name'.*; Value '-1' at 'retention'.* Member must have value greater than or equal to 0$/,
    )
    expect(problem(tableInput, { name: 5 })).toBe("SerializationException: Member 'name' has the wrong type")
    expect(problem(z.object({ sort: z.enum(['ASC', 'DESC']) }), { sort: 'UP' })).toMatch(
      /enum value set: \[ASC, DESC\]$/,
    )
  })
})
