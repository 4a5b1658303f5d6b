import { failureIn } from './functions/failure.js'
import { TrinoError } from './trino-error.js'
import { javaDouble } from './types/format.js'

const typeNames: Record<string, string> = {
  INT8: 'tinyint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'bigint',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  FLOAT: 'real',
  DOUBLE: 'double',
}

const castNames: Record<string, string> = { ...typeNames, INT32: 'int' }

/** The integer type that a smallest value belongs to. */
const smallestOf: Record<string, string> = { '-128': 'tinyint', '-32768': 'smallint', '-2147483648': 'integer' }

const operations: Record<string, [string, string]> = {
  addition: ['addition', '+'],
  subtraction: ['subtraction', '-'],
  multiplication: ['multiplication', '*'],
  division: ['division', '/'],
}

/** The Trino error that a DuckDB error stands for: one raised by `t_fail`, or DuckDB's own for the same event. */
export function trinoErrorFromDuckDB(error: unknown): TrinoError {
  if (error instanceof TrinoError) return error
  const text = error instanceof Error ? error.message : String(error)
  const failure = failureIn(text)
  if (failure) return new TrinoError(failure.name, failure.message)
  // Only the scan of a JSON file says these; the file's path on this machine is nobody's business.
  const malformed = /Malformed JSON in file ".*?", at byte (\d+) in line (\d+): (.*?)\. /.exec(text)
  if (malformed)
    return new TrinoError(
      'HIVE_CURSOR_ERROR',
      `Row is not a valid JSON Object - ${malformed[3]} at ${malformed[1]} [line ${malformed[2]}]`,
    )
  const unfit = /Failed to cast value to \w+: (.*)/.exec(text)
  if (unfit) return new TrinoError('HIVE_BAD_DATA', `Error parsing a field's value: ${unfit[1]}`)
  const overflow = /Overflow in (\w+) of (\w+) \((-?[\d.]+) [-+*/]+ (-?[\d.]+)\)/.exec(text)
  if (overflow) {
    const [, operation = '', type = '', left, right] = overflow
    const [name, sign] = operations[operation] ?? [operation, '?']
    const kind = typeNames[type]
    if (kind) return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', `${kind} ${name} overflow: ${left} ${sign} ${right}`)
    return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow')
  }
  if (/Overflow in (addition|subtraction|multiplication) of DECIMAL/.test(text))
    return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', 'Decimal overflow')
  const negation = /Overflow in negation|Overflow on abs\((-?\d+)\)/.exec(text)
  if (negation)
    return new TrinoError(
      'NUMERIC_VALUE_OUT_OF_RANGE',
      negation[1]
        ? `Value ${negation[1]} is out of range for abs(${smallestOf[negation[1]] ?? 'bigint'})`
        : 'bigint negation overflow',
    )
  if (/More than one row returned by a subquery/.test(text))
    return new TrinoError('SUBQUERY_MULTIPLE_ROWS', 'Scalar sub-query has returned multiple rows')
  const range =
    /Type (\w+) with value (\S+) can't be cast because the value is out of range for the destination type (\w+)/.exec(
      text,
    )
  if (range) return outOfRange(range[2]!, typeNames[range[3]!] ?? range[3]!.toLowerCase(), typeNames[range[1]!])
  const decimal = /Could not cast value (\S+) to DECIMAL\((\d+),(\d+)\)/.exec(text)
  if (decimal)
    return new TrinoError(
      'INVALID_CAST_ARGUMENT',
      `Cannot cast '${decimal[1]}' to DECIMAL(${decimal[2]}, ${decimal[3]})`,
    )
  const narrowed = /Failed to cast decimal value (\S+) to type (\w+)/.exec(text)
  if (narrowed)
    return new TrinoError(
      'INVALID_CAST_ARGUMENT',
      `Cannot cast '${narrowed[1]}' to ${(typeNames[narrowed[2]!] ?? '').toUpperCase()}`,
    )
  const rescaled = /Casting value "(\S+)" to type DECIMAL\((\d+),(\d+)\) failed/.exec(text)
  if (rescaled)
    return new TrinoError(
      'INVALID_CAST_ARGUMENT',
      `Cannot cast DECIMAL '${rescaled[1]}' to DECIMAL(${rescaled[2]}, ${rescaled[3]})`,
    )
  const conversion = /Could not convert string ["'](.*?)["'] to (\w+)/s.exec(text)
  if (conversion) {
    const to = (castNames[conversion[2]!] ?? conversion[2]!).toUpperCase()
    return new TrinoError('INVALID_CAST_ARGUMENT', `Cannot cast '${conversion[1]}' to ${to}`)
  }
  if (/^Out of Range Error/.test(text)) return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', firstLine(text))
  if (/^Conversion Error/.test(text)) return new TrinoError('INVALID_CAST_ARGUMENT', firstLine(text))
  if (/Map keys must be unique/i.test(text))
    return new TrinoError('INVALID_FUNCTION_ARGUMENT', 'Duplicate map keys are not allowed')
  if (/Map keys can not be NULL/i.test(text))
    return new TrinoError('INVALID_FUNCTION_ARGUMENT', 'map key cannot be null')
  if (/Out of Memory/i.test(text)) return new TrinoError('EXCEEDED_LOCAL_MEMORY_LIMIT', firstLine(text))
  if (/Unknown TimeZone '(.*?)'/.test(text))
    return new TrinoError(
      'INVALID_FUNCTION_ARGUMENT',
      `'${/Unknown TimeZone '(.*?)'/.exec(text)![1]}' is not a valid time zone`,
    )
  if (/^Invalid Input Error/.test(text)) return new TrinoError('INVALID_FUNCTION_ARGUMENT', firstLine(text))
  return new TrinoError('GENERIC_INTERNAL_ERROR', firstLine(text))
}

function outOfRange(value: string, to: string, from: string | undefined): TrinoError {
  if (from === 'double' || from === 'real') {
    const shown = javaDouble(Number(value))
    if (to === 'bigint') return new TrinoError('INVALID_CAST_ARGUMENT', `Unable to cast ${shown} to bigint`)
    return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${to}: ${shown}`)
  }
  return new TrinoError('NUMERIC_VALUE_OUT_OF_RANGE', `Out of range for ${to}: ${value}`)
}

function firstLine(text: string): string {
  return text.replace(/^[A-Z][\w ]+ Error: /, '').split('\n')[0]!
}
