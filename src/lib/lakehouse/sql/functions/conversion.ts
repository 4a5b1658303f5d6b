import { scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'

const scalar = scalarIn('conversion')

/** Conversion functions that are neither casts nor `format` (Trino docs, "Conversion functions"). */
export const conversions: FunctionGroup = {
  functions: [
    scalar('format_number', [
      ['(bigint) -> varchar', 't_format_number'],
      ['(double) -> varchar', 't_format_number_double'],
    ]),
    scalar(
      'parse_data_size',
      [['(varchar(x)) -> decimal(38,0)', ([x]) => `CAST(t_parse_data_size(${x}) AS DECIMAL(38,0))`]],
      { aliases: ['parse_presto_data_size'] },
    ),
  ],
  macros: [],
}
