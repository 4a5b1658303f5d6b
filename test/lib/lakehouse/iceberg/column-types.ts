import type { TrinoType } from '../../../../src/lib/lakehouse/sql/types/type.js'

export const types = {
  int: { kind: 'integer' },
  bigint: { kind: 'bigint' },
  double: { kind: 'double' },
  text: { kind: 'varchar' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp', precision: 6, withTimeZone: false },
  decimal: { kind: 'decimal', precision: 10, scale: 2 },
} satisfies Record<string, TrinoType>
