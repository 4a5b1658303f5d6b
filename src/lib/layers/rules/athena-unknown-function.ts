import { nearest } from '../../ui/nearest.js'
import { functionKind, functionName, functionNames } from '../function-kinds.js'
import type { Rule, Violation } from '../rule.js'
import { type FunctionCall, walk } from '../syntax.js'

/** What functions of other databases are called in Trino. */
const ELSEWHERE: Record<string, string> = {
  nvl: 'coalesce',
  ifnull: 'coalesce',
  isnull: 'coalesce',
  iff: 'if',
  datediff: 'date_diff',
  dateadd: 'date_add',
  getdate: 'current_timestamp',
  sysdate: 'current_timestamp',
  to_char: 'date_format',
  strftime: 'date_format',
  string_agg: 'listagg',
  group_concat: 'listagg',
  len: 'length',
  charindex: 'strpos',
  instr: 'strpos',
  safe_cast: 'try_cast',
  safe_divide: '/ with nullif',
  countif: 'count_if',
  median: 'approx_percentile(x, 0.5)',
  percentile_cont: 'approx_percentile',
  regexp_substr: 'regexp_extract',
  left: 'substr',
  right: 'substr with a negative start',
  md5_hex: 'to_hex(md5(to_utf8(x)))',
  json_extract_path_text: 'json_extract_scalar',
  get_json_object: 'json_extract_scalar',
  collect_list: 'array_agg',
  explode: 'CROSS JOIN UNNEST',
}

export const athenaUnknownFunction: Rule = {
  id: 'athena-unknown-function',
  layers: ['raw', 'stg', 'std', 'cur', null],
  severity: 'error',
  summary: 'Every function called is one of Athena’s.',
  why: 'Athena would refuse the model with FUNCTION_NOT_FOUND.',
  fix: 'Use Trino’s function. Athena engine version 3 has the functions of Trino, and none of dbt’s other databases.',
  check: ({ query }) => {
    const found: Violation[] = []
    if (query === undefined) return found
    walk(query, node => {
      if (node.kind !== 'call') return
      const call = node as FunctionCall
      const name = functionName(call)
      if (call.name.parts.length > 1 || functionKind(name) !== undefined) return
      const hint = ELSEWHERE[name] ?? nearest(name, functionNames())
      found.push({
        message: `calls ${name}(), which Athena does not have${hint === undefined ? '' : `: ${hint}?`}`,
        at: { line: node.loc.line, column: node.loc.column },
      })
    })
    return found
  },
}
