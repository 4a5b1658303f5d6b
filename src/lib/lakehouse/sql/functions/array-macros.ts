import { failArgument as fail } from './define.js'

const text = (sql: string) => `CAST(${sql} AS VARCHAR)`
const startsAtOne = fail(`'SQL array indices start at 1'`)
const sameLength = fail(`'The arguments must have the same length'`)
const tooLong = fail(`'result of sequence function must not have more than 10000 entries'`)
const wrongWay = fail(
  `'sequence stop value should be greater than or equal to start value if step is greater than zero otherwise stop should be less than or equal to start'`,
)

/** `CASE` that checks a sequence of `n` steps (0 for one element) before it is made. */
const sequence = (step: string, forward: string, n: string, made: string) =>
  `CASE WHEN ${step} = 0 THEN ${fail(`'step must not be zero'`)} WHEN NOT (${forward}) THEN ${wrongWay} WHEN ${n} >= 10000 THEN ${tooLong} ELSE ${made} END`

const vector = (name: string, sql: string) =>
  `CREATE MACRO t_${name}(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(a) <> len(b) THEN ${sameLength} ELSE ${sql} END`
// A NULL counts as nothing in a vector.
const filled = (list: string) => `list_transform(${list}, lambda e: coalesce(e, 0))`

/** Macros behind the array functions. `list_position` finds NULL too, and takes NULLs inside of elements as equal. */
export const arrayMacros: string[] = [
  `CREATE MACRO t_has_null(a) AS len(a) <> list_count(a)`,
  `CREATE MACRO t_within(a, x) AS coalesce(list_position(a, x), 0) > 0`,
  `CREATE MACRO t_any_match(r) AS CASE WHEN r IS NULL THEN NULL WHEN list_contains(r, true) THEN true WHEN t_has_null(r) THEN NULL ELSE false END`,
  `CREATE MACRO t_all_match(r) AS CASE WHEN r IS NULL THEN NULL WHEN list_contains(r, false) THEN false WHEN t_has_null(r) THEN NULL ELSE true END`,
  `CREATE MACRO t_none_match(r) AS NOT t_any_match(r)`,
  `CREATE MACRO t_array_distinct(a) AS list_filter(a, lambda x, i: list_position(a, x) = i)`,
  `CREATE MACRO t_array_except(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(t_array_distinct(a), lambda x: NOT t_within(b, x)) END`,
  `CREATE MACRO t_array_intersect(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_filter(t_array_distinct(a), lambda x: t_within(b, x)) END`,
  `CREATE MACRO t_array_union(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE t_array_distinct(list_concat(a, b)) END`,
  `CREATE MACRO t_array_keys(a) AS list_filter(t_array_distinct(a), lambda x: x IS NOT NULL)`,
  `CREATE MACRO t_array_histogram(a) AS CASE WHEN a IS NULL THEN NULL ELSE map(t_array_keys(a), list_transform(t_array_keys(a), lambda k: CAST(len(list_filter(a, lambda x: x = k)) AS BIGINT))) END`,
  `CREATE MACRO t_array_join(texts, d, r) AS CASE WHEN d IS NULL OR r IS NULL THEN NULL ELSE t_join(list_transform(texts, lambda e: coalesce(e, r)), d) END`,
  `CREATE MACRO t_array_extreme(a, m) AS CASE WHEN t_has_null(a) THEN NULL ELSE m END`,
  `CREATE MACRO t_array_extreme_float(a, m) AS CASE WHEN t_has_null(a) THEN NULL ELSE coalesce(m, list_extract(a, 1)) END`,
  `CREATE MACRO t_array_position(a, x) AS CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, x), 0) AS BIGINT) END`,
  `CREATE MACRO t_array_remove(a, x) AS CASE WHEN x IS NULL THEN NULL ELSE list_filter(a, lambda e: e IS NULL OR e <> x) END`,
  `CREATE MACRO t_comparison(c) AS CASE WHEN c IN (-1, 0, 1) THEN c ELSE ${fail(`'Lambda comparator must return either -1, 0, or 1'`)} END`,
  `CREATE MACRO t_arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(list_filter(a, lambda x: x IS NOT NULL), list_filter(b, lambda x: x IS NOT NULL)) THEN true WHEN len(a) = 0 OR len(b) = 0 THEN false WHEN t_has_null(a) OR t_has_null(b) THEN NULL ELSE false END`,
  `CREATE MACRO t_combinations(a, n) AS list_transform(t_combination_indexes(len(a), n), lambda c: list_transform(c, lambda i: list_extract(a, i)))`,
  `CREATE MACRO t_array_contains(a, x) AS CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN true WHEN t_has_null(a) THEN NULL ELSE false END`,
  `CREATE MACRO t_contains_sequence(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN len(b) = 0 THEN true ELSE len(list_filter(range(1, len(a) - len(b) + 2), lambda i: list_slice(a, i, i + len(b) - 1) = b)) > 0 END`,
  vector('dot_product', `coalesce(list_sum(list_transform(list_zip(a, b), lambda z: coalesce(z[1] * z[2], 0))), 0)`),
  vector('euclidean_distance', `list_distance(${filled('a')}, ${filled('b')})`),
  vector(
    'cosine_similarity',
    `CASE WHEN t_dot_product(a, a) = 0 OR t_dot_product(b, b) = 0 THEN ${fail(`'Vector magnitude cannot be zero'`)} ELSE t_dot_product(a, b) / (sqrt(t_dot_product(a, a)) * sqrt(t_dot_product(b, b))) END`,
  ),
  `CREATE MACRO t_array_element_at(a, i) AS CASE WHEN i = 0 AND a IS NOT NULL THEN ${startsAtOne} ELSE list_extract(a, i) END`,
  `CREATE MACRO t_ngrams(a, n) AS CASE WHEN n <= 0 THEN ${fail(`'N must be positive'`)} WHEN a IS NULL THEN NULL ELSE list_transform(range(1, greatest(len(a) - n + 1, 1) + 1), lambda i: list_slice(a, i, i + n - 1)) END`,
  `CREATE MACRO t_repeat(x, n) AS CASE WHEN n < 0 THEN ${fail(`'count argument of repeat function must be greater than or equal to 0'`)} WHEN n > 10000 THEN ${fail(`'count argument of repeat function must be less than or equal to 10000'`)} ELSE list_transform(range(n), lambda i: x) END`,
  `CREATE MACRO t_shuffle(a) AS list_transform(list_sort(list_transform(a, lambda x: struct_pack(r := random(), v := x))), lambda s: s.v)`,
  `CREATE MACRO t_slice_from(a, i) AS CASE WHEN i < 0 THEN len(a) + i + 1 ELSE i END`,
  `CREATE MACRO t_slice(a, i, n) AS CASE WHEN i = 0 THEN ${startsAtOne} WHEN n < 0 THEN ${fail(`'length must be greater than or equal to 0'`)} WHEN n = 0 OR t_slice_from(a, i) < 1 OR t_slice_from(a, i) > len(a) THEN list_slice(a, 1, 0) ELSE list_slice(a, t_slice_from(a, i), least(t_slice_from(a, i) + n - 1, len(a))) END`,
  `CREATE MACRO t_trim_array(a, n) AS CASE WHEN n < 0 THEN ${fail(`'size must not be negative: ' || ${text('n')}`)} WHEN n > len(a) THEN ${fail(`'size must not exceed array cardinality ' || ${text('len(a)')} || ': ' || ${text('n')}`)} ELSE list_slice(a, 1, len(a) - n) END`,
  `CREATE MACRO t_sequence(a, b, s) AS ${sequence('s', 'CASE WHEN s > 0 THEN a <= b ELSE a >= b END', '(b - a) // s', 'generate_series(a, b, s)')}`,
  `CREATE MACRO t_sequence_dates(a, b, s) AS ${sequence('s', 'CASE WHEN s > 0 THEN a <= b ELSE a >= b END', '(b - a) // s', 'list_transform(range(0, (b - a) // s + 1), lambda i: a + CAST(i * s AS INTEGER))')}`,
  `CREATE MACRO t_sequence_times(a, b, s) AS ${sequence('s', 'CASE WHEN s > 0 THEN a <= b ELSE a >= b END', '(epoch_us(b) - epoch_us(a)) // s', 'list_transform(range(0, (epoch_us(b) - epoch_us(a)) // s + 1), lambda i: a + to_microseconds(i * s))')}`,
  // Months are counted from the start, so that the 31st comes back after a short month.
  `CREATE MACRO t_month_steps(a, b, s) AS list_filter(list_transform(range(0, date_diff('month', a, b) // s + 1), lambda i: a + to_months(CAST(i * s AS INTEGER))), lambda x: CASE WHEN s > 0 THEN x <= b ELSE x >= b END)`,
  `CREATE MACRO t_sequence_months(a, b, s) AS ${sequence('s', 'CASE WHEN s > 0 THEN a <= b ELSE a >= b END', `date_diff('month', a, b) // s`, 't_month_steps(a, b, s)')}`,
  `CREATE MACRO t_month_count(i) AS CAST(datepart('year', i) * 12 + datepart('month', i) AS BIGINT)`,
  `CREATE MACRO t_whole_day_step(i) AS CASE WHEN t_interval_micros(i) % 86400000000 <> 0 THEN ${fail(`'sequence step must be a day interval if start and end values are dates'`)} ELSE t_interval_micros(i) // 86400000000 END`,
]
