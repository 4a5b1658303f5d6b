/** Macros behind CAST: Trino's text forms, what it parses, and its messages (INVALID_CAST_ARGUMENT). */

const invalid = (message: string) => `t_fail('INVALID_CAST_ARGUMENT', ${message})`
const quoted = `'Cannot cast ''' || x || ''' to `

const textMacros = [
  // m: absolute value as DuckDB prints it, e.g. 1234.5, 0.001, 1e-07.
  `CREATE MACRO t_exponent(m, e) AS e + (CASE WHEN m[1:2] = '0.' THEN length(ltrim(m[3:], '0')) - length(m) + 1 ELSE strpos(m || '.', '.') - 2 END)`,
  `CREATE MACRO t_mantissa(d) AS d[1] || '.' || (CASE WHEN length(d) > 1 THEN d[2:] ELSE '0' END)`,
  `CREATE MACRO t_scientific(m, e) AS t_mantissa(trim(replace(m, '.', ''), '0')) || 'E' || CAST(t_exponent(m, e) AS VARCHAR)`,
  `CREATE MACRO t_double_digits(m) AS CASE WHEN contains(m, 'e') THEN t_scientific(split_part(m, 'e', 1), CAST(split_part(m, 'e', 2) AS INTEGER)) ELSE t_scientific(m, 0) END`,
  `CREATE MACRO t_double_text(x) AS CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN (CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END) WHEN x = 0 THEN (CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END) ELSE (CASE WHEN x < 0 THEN '-' ELSE '' END) || list_transform([CAST(abs(x) AS VARCHAR)], lambda m: t_double_digits(m))[1] END`,
  // Trino prints seven digits of a real: DecimalFormat("0.0#####E0").
  `CREATE MACRO t_seven_digits(s) AS t_mantissa(rtrim(replace(split_part(s, 'e', 1), '.', ''), '0')) || 'E' || CAST(CAST(split_part(s, 'e', 2) AS INTEGER) AS VARCHAR)`,
  `CREATE MACRO t_real_text(x) AS CASE WHEN isnan(x) OR isinf(x) OR x = 0 THEN t_double_text(x) ELSE (CASE WHEN x < 0 THEN '-' ELSE '' END) || list_transform([format('{:.6e}', abs(x))], lambda s: t_seven_digits(s))[1] END`,
  `CREATE MACRO t_fraction(micros, p) AS CASE WHEN p = 0 THEN '' ELSE '.' || rpad(left(lpad(CAST(micros AS VARCHAR), 6, '0'), p), p, '0') END`,
  `CREATE MACRO t_timestamp_text(x, p) AS CASE WHEN p = 0 THEN strftime(x, '%Y-%m-%d %H:%M:%S') WHEN p = 3 THEN strftime(x, '%Y-%m-%d %H:%M:%S.%g') WHEN p = 6 THEN strftime(x, '%Y-%m-%d %H:%M:%S.%f') WHEN p < 6 THEN left(strftime(x, '%Y-%m-%d %H:%M:%S.%f'), 20 + p) ELSE left(strftime(x, '%Y-%m-%d %H:%M:%S.%n'), 20 + p) END`,
  `CREATE MACRO t_zoned_text(x, p) AS t_timestamp_text(t_local(x), p) || ' ' || x.z`,
  `CREATE MACRO t_time_text(x, p) AS left(CAST(x AS VARCHAR), 8) || t_fraction(datepart('microsecond', x) % 1000000, p)`,
  `CREATE MACRO t_zoned_time_text(x, p) AS left(CAST(x AS VARCHAR), 8) || t_fraction(datepart('microsecond', x) % 1000000, p) || (CASE WHEN length(regexp_extract(CAST(x AS VARCHAR), '[+-].*$')) = 3 THEN regexp_extract(CAST(x AS VARCHAR), '[+-].*$') || ':00' ELSE regexp_extract(CAST(x AS VARCHAR), '[+-].*$') END)`,
  `CREATE MACRO t_day_second_text_of(ms) AS (CASE WHEN ms < 0 THEN '-' ELSE '' END) || CAST(abs(ms) // 86400000 AS VARCHAR) || ' ' || lpad(CAST(abs(ms) // 3600000 % 24 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(ms) // 60000 % 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(ms) // 1000 % 60 AS VARCHAR), 2, '0') || '.' || lpad(CAST(abs(ms) % 1000 AS VARCHAR), 3, '0')`,
  `CREATE MACRO t_day_second_text(i) AS t_day_second_text_of(t_interval_micros(i) // 1000)`,
  `CREATE MACRO t_year_month_text_of(m) AS (CASE WHEN m < 0 THEN '-' ELSE '' END) || CAST(abs(m) // 12 AS VARCHAR) || '-' || CAST(abs(m) % 12 AS VARCHAR)`,
  `CREATE MACRO t_year_month_text(i) AS t_year_month_text_of(CAST(datepart('year', i) * 12 + datepart('month', i) AS INTEGER))`,
  `CREATE MACRO t_bounded_text(x, n) AS CASE WHEN length(x) > n THEN ${invalid(`'Value ' || x || ' cannot be represented as varchar(' || CAST(n AS VARCHAR) || ')'`)} ELSE x END`,
  `CREATE MACRO t_fraction_text(x) AS CASE WHEN x[1] = '.' THEN '0' || x WHEN x[1:2] = '-.' THEN '-0' || x[2:] ELSE x END`,
  `CREATE MACRO t_to_char(x, n) AS CASE WHEN length(x) >= n THEN left(x, n) ELSE rpad(x, n, ' ') END`,
]

const integer = (kind: string, duckdb: string, shown: string) =>
  `CREATE MACRO t_varchar_to_${kind}(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(trim(x), '[+-]?[0-9]+') THEN coalesce(TRY_CAST(trim(x) AS ${duckdb}), ${invalid(`${quoted}${shown}'`)}) ELSE ${invalid(`${quoted}${shown}'`)} END`

const float = (kind: string, duckdb: string) =>
  `CREATE MACRO t_varchar_to_${kind}(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(trim(x), '[+-]?(NaN|Infinity|([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?)') THEN TRY_CAST(trim(x) AS ${duckdb}) ELSE ${invalid(`${quoted}${duckdb === 'FLOAT' ? 'REAL' : 'DOUBLE'}'`)} END`

const parsingMacros = [
  integer('tinyint', 'TINYINT', 'TINYINT'),
  integer('smallint', 'SMALLINT', 'SMALLINT'),
  integer('integer', 'INTEGER', 'INT'),
  integer('bigint', 'BIGINT', 'BIGINT'),
  float('real', 'FLOAT'),
  float('double', 'DOUBLE'),
  `CREATE MACRO t_varchar_to_decimal(x, p, s) AS CASE WHEN x IS NULL THEN NULL WHEN NOT regexp_full_match(trim(x), '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?') THEN ${invalid(`'Cannot cast VARCHAR ''' || x || ''' to DECIMAL(' || p || ', ' || s || '). Value is not a number.'`)} WHEN length(ltrim(split_part(ltrim(trim(x), '+-'), '.', 1), '0')) > p - s AND NOT contains(lower(x), 'e') THEN ${invalid(`'Cannot cast VARCHAR ''' || x || ''' to DECIMAL(' || p || ', ' || s || '). Value too large.'`)} ELSE trim(x) END`,
  `CREATE MACRO t_varchar_to_boolean(x) AS CASE WHEN x IS NULL THEN NULL WHEN lower(x) IN ('true', 't', '1') THEN true WHEN lower(x) IN ('false', 'f', '0') THEN false ELSE ${invalid(`${quoted}BOOLEAN'`)} END`,
  `CREATE MACRO t_varchar_to_date(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(trim(x), '[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}') THEN coalesce(TRY_CAST(trim(x) AS DATE), ${invalid(`'Value cannot be cast to date: ' || x`)}) ELSE ${invalid(`'Value cannot be cast to date: ' || x`)} END`,
  `CREATE MACRO t_varchar_to_time(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(x, '[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,12})?)?') THEN coalesce(TRY_CAST(CASE WHEN length(x) - length(replace(x, ':', '')) = 1 THEN x || ':00' ELSE x END AS TIME), ${invalid(`'Value cannot be cast to time: ' || x`)}) ELSE ${invalid(`'Value cannot be cast to time: ' || x`)} END`,
  `CREATE MACRO t_varchar_to_time_tz(x) AS CASE WHEN x IS NULL THEN NULL ELSE coalesce(TRY_CAST(x AS TIMETZ), ${invalid(`'Value cannot be cast to time with time zone: ' || x`)}) END`,
  `CREATE MACRO t_timestamp_part(x) AS regexp_extract(x, '^([+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2})( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]{1,12})?)?)?')`,
  `CREATE MACRO t_parse_timestamp(x) AS CASE WHEN length(x) - length(replace(x, ':', '')) = 1 THEN TRY_CAST(x || ':00' AS TIMESTAMP_NS) ELSE TRY_CAST(x AS TIMESTAMP_NS) END`,
  `CREATE MACRO t_varchar_to_timestamp(x) AS CASE WHEN x IS NULL THEN NULL WHEN t_timestamp_part(trim(x)) = '' THEN ${invalid(`'Value cannot be cast to timestamp: ' || x`)} WHEN t_timestamp_part(trim(x)) = trim(x) THEN coalesce(t_parse_timestamp(trim(x)), CAST(TRY_CAST(trim(x) AS TIMESTAMP) AS TIMESTAMP_NS), ${invalid(`'Value cannot be cast to timestamp: ' || x`)}) WHEN regexp_full_match(trim(substr(trim(x), length(t_timestamp_part(trim(x))) + 1)), '[+-][0-9]{1,2}(:?[0-9]{2})?|[A-Za-z][A-Za-z0-9_/+-]*') THEN t_parse_timestamp(t_timestamp_part(trim(x))) ELSE ${invalid(`'Value cannot be cast to timestamp: ' || x`)} END`,
  `CREATE MACRO t_cast_zone(z) AS CASE WHEN regexp_full_match(z, '[+-][0-9]{1,2}(:?[0-9]{2})?') THEN (CASE WHEN regexp_full_match(z, '[+-]0+:?0*') THEN 'UTC' ELSE left(z, 1) || lpad(split_part(substr(z, 2), ':', 1), 2, '0') || ':' || (CASE WHEN contains(z, ':') THEN split_part(z, ':', 2) ELSE '00' END) END) WHEN z = '' THEN 'UTC' ELSE t_zone_name(z) END`,
  `CREATE MACRO t_zoned_parts(x) AS struct_pack(d := t_timestamp_part(trim(x)), z := trim(substr(trim(x), length(t_timestamp_part(trim(x))) + 1)))`,
  `CREATE MACRO t_zoned_values(v, x, p) AS struct_pack(t := t_round_timestamp(CAST(CASE WHEN v.d = '' THEN NULL ELSE t_parse_timestamp(v.d) END AS TIMESTAMP), p), z := CASE WHEN v.z = '' OR regexp_full_match(v.z, '[+-][0-9]{1,2}(:?[0-9]{2})?|[A-Za-z][A-Za-z0-9_/+-]*(:[0-9]{2})?') THEN t_cast_zone(v.z) ELSE NULL END)`,
  `CREATE MACRO t_varchar_to_zoned(x, p) AS CASE WHEN x IS NULL THEN NULL ELSE list_transform(list_transform([t_zoned_parts(x)], lambda v: t_zoned_values(v, x, p)), lambda w: CASE WHEN w.t IS NULL OR w.z IS NULL THEN ${invalid(`'Value cannot be cast to timestamp with time zone: ' || x`)} ELSE t_in_zone(w.t, w.z) END)[1] END`,
  `CREATE MACRO t_varchar_to_uuid(x) AS CASE WHEN x IS NULL THEN NULL WHEN length(x) <> 36 THEN ${invalid(`'Invalid UUID string length: ' || length(x)`)} ELSE coalesce(TRY_CAST(x AS UUID), ${invalid(`'Cannot cast value to UUID: ' || x`)}) END`,
  `CREATE MACRO t_varbinary_to_uuid(x) AS CASE WHEN octet_length(x) <> 16 THEN ${invalid(`'Invalid UUID binary length: ' || octet_length(x)`)} ELSE CAST(lower(hex(x)) AS UUID) END`,
  `CREATE MACRO t_varchar_to_ipaddress(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_full_match(x, '[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*') THEN lower(x) ELSE ${invalid(`'Cannot cast value to IPADDRESS: ' || x`)} END`,
]

const roundingMacros = [
  `CREATE MACRO t_round_nanos(x) AS make_timestamp((epoch_ns(CAST(x AS TIMESTAMP_NS)) + 500) // 1000)`,
  `CREATE MACRO t_step(p) AS CAST(10 ** (6 - p) AS BIGINT)`,
  `CREATE MACRO t_round_timestamp(x, p) AS CASE WHEN p >= 6 THEN x ELSE make_timestamp(CAST(floor((epoch_us(x) + t_step(p) // 2) / t_step(p)) AS BIGINT) * t_step(p)) END`,
  `CREATE MACRO t_round_zoned(x, p) AS t_zoned(timezone('UTC', t_round_timestamp(timezone('UTC', x.t), p)), x.z)`,
  `CREATE MACRO t_time_micros(x) AS datepart('hour', x) * 3600000000 + datepart('minute', x) * 60000000 + datepart('microsecond', x)`,
  `CREATE MACRO t_round_time(x, p) AS CASE WHEN p >= 6 THEN x ELSE TIME '00:00:00' + to_microseconds((t_time_micros(x) + t_step(p) // 2) // t_step(p) * t_step(p)) END`,
  `CREATE MACRO t_float_to_integer(x, kind) AS CASE WHEN isnan(x) THEN ${invalid(`CASE kind WHEN 'bigint' THEN 'Unable to cast NaN to bigint' ELSE 'Cannot cast double NaN to ' || kind END`)} WHEN isinf(x) AND kind = 'bigint' THEN ${invalid(`'Unable to cast ' || t_double_text(x) || ' to bigint'`)} WHEN isinf(x) THEN t_fail('NUMERIC_VALUE_OUT_OF_RANGE', 'Out of range for ' || kind || ': ' || t_double_text(x)) ELSE floor(abs(x) + 0.5::DOUBLE) * sign(x) END`,
]

/** CAST from JSON, by the value's JSON type; looked at once, as `v`. */
function jsonCast(head: string, byType: Record<string, string>, otherwise: string, kind: string): string {
  const shown = invalid(`'Cannot cast ''' || left(v.j, 100) || ''' to ${kind}'`)
  const cases = Object.entries({ NULL: 'NULL', ...byType, ARRAY: shown, OBJECT: shown })
  const body = `CASE v.k ${cases.map(([type, sql]) => `WHEN '${type}' THEN ${sql}`).join(' ')} ELSE ${otherwise} END`
  const value = `struct_pack(k := json_type(x), s := json_extract_string(x, '$'), j := CAST(x AS VARCHAR))`
  return `CREATE MACRO ${head} AS list_transform([${value}], lambda v: ${body})[1]`
}

const jsonMacros = [
  `CREATE MACRO t_to_real(x) AS CASE WHEN abs(x) > 3.4028235677973366e38::DOUBLE AND NOT isnan(x) THEN CAST(sign(x) * CAST('Infinity' AS DOUBLE) AS FLOAT) ELSE CAST(x AS FLOAT) END`,
  `CREATE MACRO t_double_json(x) AS CASE WHEN isnan(x) OR isinf(x) THEN to_json(t_double_text(x)) WHEN x = 0 THEN CAST('0.0' AS JSON) WHEN abs(x) >= 1e-3 AND abs(x) < 1e7 THEN CAST(CAST(x AS VARCHAR) AS JSON) ELSE CAST(t_double_text(x) AS JSON) END`,
  `CREATE MACRO t_json_array(items) AS CASE WHEN items IS NULL THEN NULL ELSE CAST('[' || array_to_string(items, ',') || ']' AS JSON) END`,
  `CREATE MACRO t_json_object_ordered(members) AS CASE WHEN members IS NULL THEN NULL ELSE CAST('{' || array_to_string(list_transform(members, lambda m: CAST(to_json(m.k) AS VARCHAR) || ':' || coalesce(m.v, 'null')), ',') || '}' AS JSON) END`,
  `CREATE MACRO t_json_unique(members, name, message) AS CASE WHEN len(members) > len(list_distinct(list_transform(members, lambda m: m.k))) THEN t_fail(name, message) ELSE members END`,
  `CREATE MACRO t_json_object(members) AS t_json_object_ordered(list_sort(members))`,
  `CREATE MACRO t_json_input(x) AS CASE WHEN x IS NULL THEN NULL ELSE coalesce(TRY_CAST(x AS JSON), t_fail('JSON_INPUT_CONVERSION_ERROR', 'conversion to JSON failed: ')) END`,
  `CREATE MACRO t_json_shown(x) AS left(CAST(x AS VARCHAR), 100)`,
  `CREATE MACRO t_json_text_of(x) AS json_extract_string(x, '$')`,
  ...(['tinyint', 'smallint', 'integer', 'bigint'] as const).map(kind =>
    jsonCast(
      `t_json_to_${kind}(x)`,
      {
        BOOLEAN: `CAST(v.s = 'true' AS ${kind.toUpperCase()})`,
        VARCHAR: `t_varchar_to_${kind}(v.s)`,
        DOUBLE: `CAST(t_float_to_integer(CAST(v.s AS DOUBLE), '${kind}') AS ${kind.toUpperCase()})`,
      },
      `CAST(v.s AS ${kind.toUpperCase()})`,
      kind,
    ),
  ),
  ...(['real', 'double'] as const).map(kind =>
    jsonCast(
      `t_json_to_${kind}(x)`,
      {
        BOOLEAN: `CAST(v.s = 'true' AS ${kind === 'real' ? 'FLOAT' : 'DOUBLE'})`,
        VARCHAR: `t_varchar_to_${kind}(v.s)`,
      },
      `CAST(v.s AS ${kind === 'real' ? 'FLOAT' : 'DOUBLE'})`,
      kind,
    ),
  ),
  jsonCast(
    't_json_to_decimal(x, p, s)',
    { BOOLEAN: `CASE WHEN v.s = 'true' THEN '1' ELSE '0' END` },
    't_varchar_to_decimal(v.s, p, s)',
    'decimal',
  ),
  jsonCast(
    't_json_to_boolean(x)',
    { BOOLEAN: `v.s = 'true'`, VARCHAR: 't_varchar_to_boolean(v.s)' },
    'CAST(v.s AS DOUBLE) <> 0',
    'boolean',
  ),
  jsonCast('t_json_to_varchar(x)', { DOUBLE: 't_double_text(CAST(v.s AS DOUBLE))' }, 'v.s', 'varchar'),
  `CREATE MACRO t_json_elements(x, type) AS CASE json_type(x) WHEN 'NULL' THEN NULL WHEN 'ARRAY' THEN CAST(x AS JSON[]) ELSE ${invalid(`'Cannot cast to ' || type || '. Expected a json array, but got ' || t_json_shown(x)`)} END`,
  `CREATE MACRO t_json_keys(x, type) AS CASE json_type(x) WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN json_keys(x) ELSE ${invalid(`'Cannot cast to ' || type || '. Expected a json object, but got ' || t_json_shown(x)`)} END`,
  `CREATE MACRO t_json_member(x, k) AS json_extract(x, '$."' || replace(replace(k, '\\', '\\\\'), '"', '\\"') || '"')`,
  `CREATE MACRO t_json_values(x) AS CASE json_type(x) WHEN 'OBJECT' THEN list_transform(json_keys(x), lambda k: t_json_member(x, k)) ELSE NULL END`,
  `CREATE MACRO t_json_map(x, ks, vs) AS CASE WHEN x IS NULL OR json_type(x) = 'NULL' THEN NULL ELSE map(ks, vs) END`,
  `CREATE MACRO t_json_field_path(x, name, i) AS CASE WHEN json_type(x) = 'ARRAY' THEN '$[' || i || ']' ELSE '$."' || coalesce(list_filter(json_keys(x), lambda k: lower(k) = name)[1], name) || '"' END`,
]

export const castMacros: string[] = [...textMacros, ...roundingMacros, ...parsingMacros, ...jsonMacros]
