import type { TrinoType } from '../types/type.js'
import { scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'

const scalar = scalarIn('JSON')

/** JSON or varchar(x) as input, the same function for both. */
const over = (rest: string, emit: string): [string, string][] => [
  [`(json${rest}`, emit],
  [`(varchar(x)${rest}`, emit],
]

/** The value is as long as the text at most. */
const scalarType = ([type]: TrinoType[]): TrinoType => (type?.kind === 'varchar' ? type : { kind: 'varchar' })

const contains = (kind: string, type = kind): [string, string][] =>
  over(`, ${type}) -> boolean`, `t_json_array_contains_${kind}`)

/** JSON functions (Trino docs, "JSON functions and operators"); those with a syntax of their own are in analyzer/json-functions.ts. */
export const json: FunctionGroup = {
  functions: [
    scalar('json_parse', [['(varchar(x)) -> json', 't_json_parse']]),
    scalar('json_format', [['(json) -> varchar', ([x]) => `CAST(${x} AS VARCHAR)`]]),
    scalar('json_extract', over(', varchar) -> json', 't_json_extract')),
    scalar(
      'json_extract_scalar',
      over(', varchar) -> varchar', 't_json_extract_scalar').map(
        ([signature, emit]): [string, string, (types: TrinoType[]) => TrinoType] => [signature, emit, scalarType],
      ),
    ),
    scalar('json_size', over(', varchar) -> bigint', 't_json_size')),
    scalar('json_array_length', over(') -> bigint', 't_json_array_length')),
    scalar('json_array_get', over(', bigint) -> json', 't_json_array_get')),
    scalar('json_array_contains', [
      ...contains('bigint'),
      ...contains('boolean'),
      ...contains('double'),
      ...contains('varchar', 'varchar(y)'),
    ]),
    scalar('is_json_scalar', over(') -> boolean', 't_is_json_scalar')),
  ],
  macros: [],
}
