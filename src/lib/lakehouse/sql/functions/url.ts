import { scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'

const scalar = scalarIn('URL')

/** URL functions (Trino docs of that name), by java.net.URI's rules. */
export const urls: FunctionGroup = {
  functions: [
    ...['fragment', 'host', 'path', 'protocol', 'query'].map(part =>
      scalar(`url_extract_${part}`, [['(varchar(x)) -> varchar(x)', `t_url_extract_${part}`]]),
    ),
    scalar('url_extract_port', [['(varchar(x)) -> bigint', 't_url_extract_port']]),
    scalar('url_extract_parameter', [['(varchar(x), varchar(y)) -> varchar(x)', 't_url_extract_parameter']]),
    scalar('url_decode', [['(varchar(x)) -> varchar(x)', 't_url_decode']]),
    scalar('url_encode', [
      [
        '(varchar(x)) -> varchar',
        't_url_encode',
        ([type]) =>
          type?.kind === 'varchar' && type.length !== undefined
            ? { kind: 'varchar', length: Math.min(2147483647, type.length * 12) }
            : { kind: 'varchar' },
      ],
    ]),
  ],
  macros: [],
}
