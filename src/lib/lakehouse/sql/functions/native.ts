import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  DuckDBVarCharType,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  VARCHAR,
} from '@duckdb/node-api'
import { TrinoError } from '../trino-error.js'

const TYPES = {
  varchar: VARCHAR,
  // DuckDB's JSON is a VARCHAR with this alias; what a native function answers is not parsed again.
  json: new DuckDBVarCharType('JSON'),
  bigint: BIGINT,
  integer: INTEGER,
  double: DOUBLE,
  real: FLOAT,
  boolean: BOOLEAN,
  varbinary: BLOB,
  'varchar[]': LIST(VARCHAR),
  'varchar[][]': LIST(LIST(VARCHAR)),
  'double[]': LIST(DOUBLE),
  'map(double, double)': MAP(DOUBLE, DOUBLE),
  'bigint[][]': LIST(LIST(BIGINT)),
  'map(varchar, varchar)': MAP(VARCHAR, VARCHAR),
  'map(varchar, varchar[])': MAP(VARCHAR, LIST(VARCHAR)),
} satisfies Record<string, DuckDBType>

export type NativeType = keyof typeof TYPES

/**
 * A function that DuckDB calls back into this process for: what neither its built-ins nor a macro can do as Trino does.
 * Values arrive as JavaScript's: `string`, `bigint`, `number`, `boolean`, `Uint8Array`, arrays, and answers are given so too
 * (maps as `Map`, null for NULL). A NULL argument answers NULL without a call. A TrinoError becomes the statement's error.
 */
export interface NativeFunction {
  /** Begins with `t_`, as macros do. */
  name: string
  args: NativeType[]
  returns: NativeType
  // biome-ignore lint/suspicious/noExplicitAny: the argument types are those of `args`.
  call: (...args: any[]) => unknown
  /** Called for NULLs too; they arrive as null. */
  nullable?: boolean
}

/**
 * Registers native functions with a DuckDB instance, for all of its connections. DuckDB's threads wait for this process's
 * event loop when they call one, so statements must run through DuckDB's asynchronous API only.
 */
export function registerNatives(connection: DuckDBConnection, natives: NativeFunction[]): void {
  for (const native of natives) {
    const scalar = DuckDBScalarFunction.create({
      name: native.name,
      parameterTypes: native.args.map(type => TYPES[type]),
      returnType: TYPES[native.returns],
      specialHandling: native.nullable ?? false,
      mainFunction: (info, input, output) => {
        const columns = native.args.map((_, i) => input.getColumnVector(i))
        try {
          for (let row = 0; row < input.rowCount; row++) {
            const args = columns.map(column => fromDuckDB(column.getItem(row)))
            const skip = !native.nullable && args.includes(null)
            output.setItem(row, skip ? null : toDuckDB(native.call(...args)))
          }
          output.flush()
        } catch (error) {
          info.setError(error instanceof TrinoError ? `TRINO[${error.errorName}] ${error.message}` : String(error))
        }
      },
    })
    connection.registerScalarFunction(scalar)
    // The instance keeps its own copy; ours would keep the process alive.
    scalar.destroySync()
  }
}

function fromDuckDB(value: DuckDBValue): unknown {
  if (value instanceof DuckDBBlobValue) return value.bytes
  if (value instanceof DuckDBListValue) return value.items.map(fromDuckDB)
  return value
}

function toDuckDB(value: unknown): DuckDBValue {
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value)
  if (Array.isArray(value)) return new DuckDBListValue(value.map(toDuckDB))
  if (value instanceof Map) {
    return new DuckDBMapValue([...value].map(([key, item]) => ({ key: toDuckDB(key), value: toDuckDB(item) })))
  }
  return (value ?? null) as DuckDBValue
}

/** Trino's most usual complaint about an argument. */
export function invalidArgument(message: string): TrinoError {
  return new TrinoError('INVALID_FUNCTION_ARGUMENT', message)
}
