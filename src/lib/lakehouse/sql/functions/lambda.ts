/** The parameters and the body of an emitted lambda, `lambda x, y: body`. */
export function lambdaParts(sql: string): { params: string[]; body: string } {
  const match = /^lambda ([^:]*): (.*)$/s.exec(sql)
  if (!match) throw new Error(`not a lambda: ${sql}`)
  return { params: match[1]!.split(',').map(param => param.trim()), body: match[2]! }
}

/**
 * The lambda's body with SQL in place of its parameters, for lambdas that DuckDB's own list functions cannot take as they
 * are. Parameter names are unique in the statement; quoted text is left alone.
 */
export function applyLambda(sql: string, args: string[]): string {
  const { params, body } = lambdaParts(sql)
  const values = new Map(params.map((param, i) => [param, args[i]!]))
  return body.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_]\w*/g, token => values.get(token) ?? token)
}
