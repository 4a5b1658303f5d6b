/**
 * `t_fail('ERROR_NAME', 'message')`: a run-time failure as DuckDB SQL. Neither `error()` (volatile: forbidden inside TRY,
 * and a wall for the optimizer) nor a plain failing cast (it has a type) would do: a list of NULL indexed by a failing cast
 * is deterministic, fits any type and reaches the client as `Could not convert string 'TRINO[ERROR_NAME] message' to INT64`.
 */
export const FAIL_MACRO = `CREATE MACRO t_fail(name, message) AS [NULL][CAST('TRINO[' || name || '] ' || message AS BIGINT)]`

/** The error name and message in a DuckDB error text raised by `t_fail` or by a native function, else undefined. */
export function failureIn(text: string): { name: string; message: string } | undefined {
  const match =
    /Could not convert string 'TRINO\[([A-Z_]+)\] (.*?)' to INT64/s.exec(text) ??
    /Invalid Input Error: TRINO\[([A-Z_]+)\] (.*)$/s.exec(text)
  return match ? { name: match[1]!, message: match[2]! } : undefined
}
