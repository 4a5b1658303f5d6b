import { castSql, NoCast } from '../analyzer/casts.js'
import { TrinoError } from '../trino-error.js'
import type { TrinoType } from '../types/type.js'
import { arrayMacros } from './array-macros.js'
import { scalarIn } from './define.js'
import type { FunctionCallContext, FunctionDefinition, FunctionGroup } from './definition.js'
import { applyLambda, lambdaParts } from './lambda.js'

const scalar = scalarIn('array')
const call = (name: string, signature: string, fn = `t_${name}`) => scalar(name, [[signature, fn]])

/** `array_join` casts its elements to varchar. */
function join([array, ...rest]: string[], context: FunctionCallContext): string {
  const type = context.argTypes[0] as Extract<TrinoType, { kind: 'array' }>
  try {
    const text = castSql('e_joined', type.element, { kind: 'varchar' })
    const texts = text === 'e_joined' ? array : `list_transform(${array}, lambda e_joined: ${text})`
    const fixed = typeof context.literal(1) === 'string'
    return rest.length === 1
      ? `${fixed ? 'array_to_string' : 't_join'}(${texts}, ${rest[0]})`
      : `t_array_join(${texts}, ${rest.join(', ')})`
  } catch (error) {
    if (!(error instanceof NoCast)) throw error
    throw new TrinoError('OPERATOR_NOT_FOUND', error.message, context.location)
  }
}

/** min and max: NULL where an element is NULL; NaN only where there is nothing else. */
function extreme(fn: 'list_min' | 'list_max') {
  return ([array]: string[], { returnType }: FunctionCallContext) => {
    const float = returnType.kind === 'double' || returnType.kind === 'real'
    return float
      ? `t_array_extreme_float(${array}, ${fn}(list_filter(${array}, lambda e: NOT isnan(e))))`
      : `t_array_extreme(${array}, ${fn}(${array}))`
  }
}

/**
 * `reduce`: DuckDB's list_reduce keeps one type, Trino's state has its own. Every element travels in a struct beside an
 * empty state, and the state in a struct beside an empty element.
 */
function reduce([array, start, step, output]: string[]): string {
  const [s, x] = lambdaParts(step!).params as [string, string]
  const pack = (state: string, element: string) => `struct_pack(s := ${state}, x := ${element})`
  const next = pack(applyLambda(step!, [`${s}_.s`, `${x}_.x`]), `${x}_.x`)
  const none = (sql: string) => `CASE WHEN false THEN ${sql} END`
  const elements = `list_transform(${array}, lambda ${x}_: ${pack(none(start!), `${x}_`)})`
  const reduced = `list_reduce(${elements}, lambda ${s}_, ${x}_: ${next}, ${pack(start!, none(`list_extract(${array}, 1)`))})`
  return `CASE WHEN ${array} IS NULL THEN NULL ELSE list_extract(list_transform([struct_extract(${reduced}, 's')], ${output}), 1) END`
}

/** Sorts by a comparator: an element's rank is the count of those that come before it. */
function sortBy([array, comparator]: string[]): string {
  const [a, b] = lambdaParts(comparator!).params as [string, string]
  const compared = `t_comparison(${applyLambda(comparator!, [`${a}_`, `${b}_`])})`
  const before = `list_filter(list_transform(${array}, lambda ${a}_, ${a}_i: CASE WHEN ${a}_i = ${b}_i THEN false WHEN ${compared} = -1 THEN true WHEN ${compared} = 0 THEN ${a}_i < ${b}_i ELSE false END), lambda ${a}_: ${a}_)`
  const ranked = `list_transform(${array}, lambda ${b}_, ${b}_i: struct_pack(r := len(${before}), v := ${b}_))`
  return `list_transform(list_sort(${ranked}), lambda ${a}_: ${a}_.v)`
}

function joined(args: string[]): string {
  if (args.length < 2)
    throw new TrinoError('INVALID_FUNCTION_ARGUMENT', 'There must be two or more arguments to concat')
  return args.reduce((all, next) => `t_array_concat(${all}, ${next})`)
}

const zip = (count: number): [string, (args: string[]) => string] => {
  const variables = Array.from({ length: count }, (_, i) => `T${i + 1}`)
  return [
    `(${variables.map(v => `array(${v})`).join(', ')}) -> array(row(${variables.join(', ')}))`,
    args => {
      const fields = args.map((_, i) => `field${i} := struct_extract_at(z, ${i + 1})`).join(', ')
      const missing = args.map(arg => `${arg} IS NULL`).join(' OR ')
      return `CASE WHEN ${missing} THEN NULL ELSE list_transform(list_zip(${args.join(', ')}), lambda z: struct_pack(${fields})) END`
    },
  ]
}

function zipWith([left, right, f]: string[]): string {
  const [x] = lambdaParts(f!).params as [string]
  const body = applyLambda(f!, [`struct_extract_at(${x}_, 1)`, `struct_extract_at(${x}_, 2)`])
  return `CASE WHEN ${left} IS NULL OR ${right} IS NULL THEN NULL ELSE list_transform(list_zip(${left}, ${right}), lambda ${x}_: ${body}) END`
}

const matching = (name: string) =>
  scalar(name, [['(array(T), function(T, boolean)) -> boolean', ([a, f]) => `t_${name}(list_transform(${a}, ${f}))`]])

const sequences: FunctionDefinition = scalar('sequence', [
  ['(bigint, bigint) -> array(bigint)', ([a, b]) => `t_sequence(${a}, ${b}, CASE WHEN ${a} > ${b} THEN -1 ELSE 1 END)`],
  ['(bigint, bigint, bigint) -> array(bigint)', 't_sequence'],
  ['(date, date) -> array(date)', ([a, b]) => `t_sequence_dates(${a}, ${b}, CASE WHEN ${a} > ${b} THEN -1 ELSE 1 END)`],
  [
    '(date, date, interval day to second) -> array(date)',
    ([a, b, i]) => `t_sequence_dates(${a}, ${b}, t_whole_day_step(${i}))`,
  ],
  [
    '(date, date, interval year to month) -> array(date)',
    ([a, b, i]) => `CAST(t_sequence_months(${a}, ${b}, t_month_count(${i})) AS DATE[])`,
  ],
  [
    '(timestamp(p), timestamp(p), interval day to second) -> array(timestamp(p))',
    ([a, b, i]) => `t_sequence_times(${a}, ${b}, t_interval_micros(${i}))`,
  ],
  [
    '(timestamp(p), timestamp(p), interval year to month) -> array(timestamp(p))',
    ([a, b, i]) => `t_sequence_months(${a}, ${b}, t_month_count(${i}))`,
  ],
])

/** Array functions (Trino docs, "Array functions and operators"), lambdas included. */
export const arrays: FunctionGroup = {
  functions: [
    matching('all_match'),
    matching('any_match'),
    matching('none_match'),
    call('array_distinct', '(array(E)) -> array(E) where E: comparable'),
    call('array_except', '(array(E), array(E)) -> array(E) where E: comparable'),
    call('array_histogram', '(array(T)) -> map(T, bigint) where T: comparable'),
    call('array_intersect', '(array(E), array(E)) -> array(E) where E: comparable'),
    scalar('array_join', [
      ['(array(E), varchar) -> varchar', join],
      ['(array(E), varchar, varchar) -> varchar', join],
    ]),
    scalar('array_max', [['(array(T)) -> T where T: orderable', extreme('list_max')]]),
    scalar('array_min', [['(array(T)) -> T where T: orderable', extreme('list_min')]]),
    call('array_position', '(array(T), T) -> bigint where T: comparable'),
    call('array_remove', '(array(E), E) -> array(E) where E: comparable'),
    scalar('array_sort', [
      ['(array(E)) -> array(E) where E: orderable', ([a]) => `list_sort(${a}, 'ASC', 'NULLS LAST')`],
      ['(array(T), function(T, T, integer)) -> array(T)', sortBy],
    ]),
    call('array_union', '(array(E), array(E)) -> array(E) where E: comparable'),
    call('arrays_overlap', '(array(E), array(E)) -> boolean where E: comparable'),
    scalar('cardinality', [['(array(E)) -> bigint', 'len']]),
    call('combinations', '(array(T), integer) -> array(array(T))'),
    scalar('concat', [
      ['(E, array(E)) -> array(E)', ([e, a]) => `t_array_concat([${e}], ${a})`],
      ['(array(E), E) -> array(E)', ([a, e]) => `t_array_concat(${a}, [${e}])`],
      ['(array(E), array(E)...) -> array(E)', joined],
    ]),
    call('contains', '(array(T), T) -> boolean where T: comparable', 't_array_contains'),
    call('contains_sequence', '(array(T), array(T)) -> boolean where T: comparable'),
    scalar('cosine_distance', [
      ['(array(double), array(double)) -> double', ([a, b]) => `(1.0::DOUBLE - t_cosine_similarity(${a}, ${b}))`],
    ]),
    call('cosine_similarity', '(array(double), array(double)) -> double'),
    call('dot_product', '(array(double), array(double)) -> double'),
    call('euclidean_distance', '(array(double), array(double)) -> double'),
    call('element_at', '(array(E), bigint) -> E', 't_array_element_at'),
    call('filter', '(array(T), function(T, boolean)) -> array(T)', 'list_filter'),
    call('flatten', '(array(array(E))) -> array(E)', 'flatten'),
    call('ngrams', '(array(T), integer) -> array(array(T))'),
    scalar('reduce', [['(array(T), S, function(S, T, S), function(S, R)) -> R', reduce]]),
    call('repeat', '(T, bigint) -> array(T)'),
    call('reverse', '(array(E)) -> array(E)', 'list_reverse'),
    sequences,
    scalar('shuffle', [['(array(E)) -> array(E)', 't_shuffle']], { volatile: true }),
    call('slice', '(array(E), bigint, bigint) -> array(E)'),
    call('transform', '(array(T), function(T, U)) -> array(U)', 'list_transform'),
    call('trim_array', '(array(E), bigint) -> array(E)'),
    scalar('zip', [2, 3, 4, 5].map(zip)),
    scalar('zip_with', [['(array(T), array(U), function(T, U, R)) -> array(R)', zipWith]]),
  ],
  macros: arrayMacros,
}
