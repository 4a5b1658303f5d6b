/** What the documentation lists among the functions and the grammar knows itself, each with a use that a test runs. */
export interface SpecialForm {
  name: string
  group: string
  example: string
}

const forms = (group: string, examples: Record<string, string>): SpecialForm[] =>
  Object.entries(examples).map(([name, example]) => ({ name, group, example }))

export const specialForms: SpecialForm[] = [
  ...forms('aggregate', {
    grouping: 'SELECT x, grouping(x) FROM (VALUES 1) t(x) GROUP BY GROUPING SETS ((x), ())',
    'within group': "SELECT listagg(x, ',') WITHIN GROUP (ORDER BY x) FROM (VALUES 'a') t(x)",
    filter: 'SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES 1, 2) t(x)',
  }),
  ...forms('comparison', {
    between: 'SELECT 1 BETWEEN 0 AND 2',
    'is distinct from': 'SELECT 1 IS DISTINCT FROM NULL',
    like: "SELECT 'a' LIKE 'a%' ESCAPE '!'",
    'all, any, some': 'SELECT 1 = ANY (VALUES 1, 2)',
  }),
  ...forms('conditional', {
    case: "SELECT CASE WHEN true THEN 'a' ELSE 'b' END",
    if: 'SELECT if(true, 1, 2)',
    coalesce: 'SELECT coalesce(NULL, 1)',
    nullif: 'SELECT nullif(1, 1)',
    try: 'SELECT try(1 / 0)',
  }),
  ...forms('conversion', {
    cast: "SELECT CAST('1' AS integer)",
    try_cast: "SELECT TRY_CAST('a' AS integer)",
  }),
  ...forms('date and time', {
    'at time zone': "SELECT TIMESTAMP '2024-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Tokyo'",
    current_date: 'SELECT current_date',
    current_time: 'SELECT current_time',
    current_timestamp: 'SELECT current_timestamp(6)',
    extract: "SELECT EXTRACT(YEAR FROM DATE '2024-01-01')",
    localtime: 'SELECT localtime',
    localtimestamp: 'SELECT localtimestamp',
  }),
  ...forms('JSON', {
    json_array: 'SELECT json_array(1, 2)',
    json_exists: "SELECT json_exists('{}', 'lax $.a')",
    json_object: "SELECT json_object('a': 1)",
    json_query: "SELECT json_query('{}', 'lax $')",
    json_value: `SELECT json_value('{"a":1}', 'lax $.a')`,
  }),
  ...forms('session', {
    current_catalog: 'SELECT current_catalog',
    current_schema: 'SELECT current_schema',
    current_user: 'SELECT current_user',
  }),
  ...forms('string', {
    normalize: "SELECT normalize('a', NFC)",
    position: "SELECT position('a' IN 'a')",
    'substring from': "SELECT substring('abc' FROM 2)",
    'trim from': "SELECT trim(LEADING '0' FROM '01')",
  }),
  ...forms('table', { sequence: 'SELECT * FROM TABLE(sequence(1, 2))', unnest: 'SELECT * FROM UNNEST(ARRAY[1])' }),
]

/** Parts of the grammar that are refused by name. */
export const unsupportedForms: { name: string; group: string; reason: string; example: string }[] = [
  {
    name: 'match_recognize',
    group: 'row pattern',
    reason: 'row pattern recognition is not supported',
    example: 'SELECT * FROM (VALUES 1) t(x) MATCH_RECOGNIZE (ORDER BY x PATTERN (a) DEFINE a AS true)',
  },
  {
    name: 'json_table',
    group: 'JSON',
    reason: 'newer than Athena engine version 3',
    example: "SELECT * FROM JSON_TABLE('[]', 'lax $' COLUMNS (a integer PATH 'lax $'))",
  },
]
