import { failArgument as fail, scalarIn } from './define.js'
import type { FunctionGroup } from './definition.js'
import { applyLambda, lambdaParts } from './lambda.js'

const scalar = scalarIn('map')

/** The lambda `(k, v) -> …` over DuckDB's map entries. */
function overEntries(list: string, map: string, f: string): string {
  const [k] = lambdaParts(f).params as [string]
  return `${list}(map_entries(${map}), lambda ${k}_: ${applyLambda(f, [`${k}_.key`, `${k}_.value`])})`
}

function zipWith([a, b, f]: string[]): string {
  const [k] = lambdaParts(f!).params as [string]
  const body = applyLambda(f!, [`${k}_`, `map_extract_value(${a}, ${k}_)`, `map_extract_value(${b}, ${k}_)`])
  const keys = `t_map_all_keys(${a}, ${b})`
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE map(${keys}, list_transform(${keys}, lambda ${k}_: ${body})) END`
}

/** Map functions (Trino docs, "Map functions and operators"), lambdas included. */
export const maps: FunctionGroup = {
  functions: [
    scalar('map', [
      ['() -> map(unknown, unknown)', () => 'map(CAST([] AS INTEGER[]), CAST([] AS INTEGER[]))'],
      ['(array(K), array(V)) -> map(K, V) where K: comparable', 't_map'],
    ]),
    scalar('cardinality', [['(map(K, V)) -> bigint', ([m]) => `CAST(cardinality(${m}) AS BIGINT)`]]),
    scalar('element_at', [['(map(K, V), K) -> V where K: comparable', 'map_extract_value']]),
    scalar('map_concat', [
      [
        '(map(K, V), map(K, V)...) -> map(K, V)',
        args =>
          `CASE WHEN ${args.map(arg => `${arg} IS NULL`).join(' OR ')} THEN NULL ELSE map_concat(${args.join(', ')}) END`,
      ],
    ]),
    scalar('map_entries', [
      [
        '(map(K, V)) -> array(row(K, V))',
        ([m]) =>
          `CASE WHEN ${m} IS NULL THEN NULL ELSE list_transform(map_entries(${m}), lambda e: struct_pack(field0 := e.key, field1 := e.value)) END`,
      ],
    ]),
    scalar('map_filter', [
      [
        '(map(K, V), function(K, V, boolean)) -> map(K, V)',
        ([m, f]) => `CASE WHEN ${m} IS NULL THEN NULL ELSE map_from_entries(${overEntries('list_filter', m!, f!)}) END`,
      ],
    ]),
    scalar('map_from_entries', [['(array(row(K, V))) -> map(K, V) where K: comparable', 't_map_from_entries']]),
    scalar('map_keys', [
      ['(map(K, V)) -> array(K)', ([m]) => `CASE WHEN ${m} IS NULL THEN NULL ELSE map_keys(${m}) END`],
    ]),
    scalar('map_values', [
      ['(map(K, V)) -> array(V)', ([m]) => `CASE WHEN ${m} IS NULL THEN NULL ELSE map_values(${m}) END`],
    ]),
    scalar('map_zip_with', [['(map(K, V), map(K, W), function(K, V, W, R)) -> map(K, R)', zipWith]]),
    scalar('multimap_from_entries', [
      ['(array(row(K, V))) -> map(K, array(V)) where K: comparable', 't_multimap_from_entries'],
    ]),
    scalar('transform_keys', [
      [
        '(map(K, V), function(K, V, R)) -> map(R, V)',
        ([m, f]) => `t_map(${overEntries('list_transform', m!, f!)}, map_values(${m}))`,
      ],
    ]),
    scalar('transform_values', [
      [
        '(map(K, V), function(K, V, R)) -> map(K, R)',
        ([m, f]) =>
          `CASE WHEN ${m} IS NULL THEN NULL ELSE map(map_keys(${m}), ${overEntries('list_transform', m!, f!)}) END`,
      ],
    ]),
    scalar('cosine_similarity', [['(map(varchar, double), map(varchar, double)) -> double', 't_map_cosine']]),
  ],
  macros: [
    `CREATE MACRO t_first_duplicate(ks) AS list_extract(list_filter(ks, lambda k, i: list_position(ks, k) < i), 1)`,
    `CREATE MACRO t_map_unique(ks, vs) AS CASE WHEN list_count(ks) <> len(ks) THEN ${fail(`'map key cannot be null'`)} WHEN len(list_distinct(ks)) <> len(ks) THEN ${fail(`'Duplicate map keys (' || CAST(t_first_duplicate(ks) AS VARCHAR) || ') are not allowed'`)} ELSE map(ks, vs) END`,
    `CREATE MACRO t_map(ks, vs) AS CASE WHEN ks IS NULL OR vs IS NULL THEN NULL WHEN len(ks) <> len(vs) THEN ${fail(`'Key and value arrays must be the same length'`)} ELSE t_map_unique(ks, vs) END`,
    `CREATE MACRO t_entry_keys(es) AS list_transform(es, lambda e: struct_extract_at(e, 1))`,
    `CREATE MACRO t_entry_values(es) AS list_transform(es, lambda e: struct_extract_at(e, 2))`,
    `CREATE MACRO t_map_from_entries(es) AS CASE WHEN list_count(es) <> len(es) THEN ${fail(`'map entry cannot be null'`)} ELSE t_map(t_entry_keys(es), t_entry_values(es)) END`,
    `CREATE MACRO t_multimap_of(es, ks) AS t_map(ks, list_transform(ks, lambda k: t_entry_values(list_filter(es, lambda e: struct_extract_at(e, 1) = k))))`,
    `CREATE MACRO t_multimap_from_entries(es) AS CASE WHEN es IS NULL THEN NULL WHEN list_count(es) <> len(es) THEN ${fail(`'map entry cannot be null'`)} WHEN list_count(t_entry_keys(es)) <> len(es) THEN ${fail(`'map key cannot be null'`)} ELSE t_multimap_of(es, list_filter(t_entry_keys(es), lambda k, i: list_position(t_entry_keys(es), k) = i)) END`,
    `CREATE MACRO t_map_all_keys(a, b) AS list_concat(map_keys(a), list_filter(map_keys(b), lambda k: NOT list_contains(map_keys(a), k)))`,
    `CREATE MACRO t_map_norm(m) AS sqrt(coalesce(list_sum(list_transform(map_values(m), lambda v: v * v)), 0))`,
    `CREATE MACRO t_map_cosine(a, b) AS CASE WHEN a IS NULL OR b IS NULL OR list_count(map_values(a)) <> cardinality(a) OR list_count(map_values(b)) <> cardinality(b) THEN NULL WHEN t_map_norm(a) * t_map_norm(b) = 0 THEN CAST('NaN' AS DOUBLE) ELSE coalesce(list_sum(list_transform(map_keys(a), lambda k: coalesce(map_extract_value(a, k) * map_extract_value(b, k), 0))), 0) / (t_map_norm(a) * t_map_norm(b)) END`,
  ],
}
