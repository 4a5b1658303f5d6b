/** Trino's types, as the analyzer knows them. Precision and length follow Trino's own defaults. */
export type TrinoType =
  | { kind: 'unknown' | 'boolean' | 'tinyint' | 'smallint' | 'integer' | 'bigint' | 'real' | 'double' }
  | { kind: 'decimal'; precision: number; scale: number }
  /** No `length`: unbounded `varchar`. */
  | { kind: 'varchar'; length?: number }
  | { kind: 'char'; length: number }
  | { kind: 'varbinary' | 'json' | 'date' | 'uuid' | 'ipaddress' }
  | { kind: 'time' | 'timestamp'; precision: number; withTimeZone: boolean }
  | { kind: 'interval day to second' | 'interval year to month' }
  | { kind: 'array'; element: TrinoType }
  | { kind: 'map'; key: TrinoType; value: TrinoType }
  | { kind: 'row'; fields: RowField[] }
  | { kind: 'function'; args: TrinoType[]; result: TrinoType }

export interface RowField {
  name?: string
  type: TrinoType
}

/*
 * How a value of each type is held inside DuckDB while a statement runs (one rule for scan, functions and output):
 *   boolean … double        BOOLEAN TINYINT SMALLINT INTEGER BIGINT FLOAT DOUBLE
 *   decimal(p,s)            DECIMAL(p,s)
 *   varchar, char(n)        VARCHAR; char(n) is padded to n
 *   varbinary BLOB, json JSON (text as Trino's json_parse prints it), date DATE, uuid UUID, ipaddress VARCHAR
 *   time(p)                 TIME, with time zone TIMETZ
 *   timestamp(p)            p <= 6 TIMESTAMP, p <= 9 TIMESTAMP_NS; higher is refused
 *   timestamp with tz       STRUCT(t TIMESTAMPTZ, z VARCHAR): Trino keeps each value's own zone, DuckDB does not.
 *                           Comparison, grouping and hashing use `.t`. Tables store TIMESTAMPTZ: wrapped at scan, `.t` at write.
 *   interval                INTERVAL
 *   array T[], map MAP(K,V), row STRUCT with the lower-cased field names, `field0`, `field1`, … for unnamed ones
 *   unknown                 NULL
 */
