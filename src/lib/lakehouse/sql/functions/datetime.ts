import { dateTimeArithmetic } from './datetime/arithmetic.js'
import { dateTimeConversions } from './datetime/conversions.js'
import { dateTimeFields } from './datetime/fields.js'
import { jodaFormat } from './datetime/joda-format.js'
import { mysqlFormat } from './datetime/mysql-format.js'
import type { FunctionGroup } from './definition.js'

const parts = [dateTimeConversions, dateTimeFields, dateTimeArithmetic, mysqlFormat, jodaFormat]

/** Date and time functions (Trino docs, "Date and time functions and operators"). */
export const dateTime: FunctionGroup = {
  functions: parts.flatMap(part => part.functions),
  macros: parts.flatMap(part => part.macros),
}
