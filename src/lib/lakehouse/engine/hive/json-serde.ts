import { duckdbType, quoteString } from '../../sql/types/duckdb-type.js'
import type { SerDeReader } from './serde.js'

/**
 * JSON, one object a line; names are matched without regard to case. `ignore.malformed.json` makes broken lines NULL rows.
 * https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
 */
export const jsonReader: SerDeReader = ({ parameters }) => {
  const ignore = parameters['ignore.malformed.json']?.toLowerCase() === 'true'
  const mapping = new Map(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith('mapping.'))
      .map(([name, key]) => [name.slice('mapping.'.length).toLowerCase(), key]),
  )
  return {
    scan: (files, options) =>
      `read_json(${files}, format = 'newline_delimited', columns = {'json': 'JSON'}, records = false, ignore_errors = ${ignore}, maximum_object_size = 104857600${options})`,
    column: ({ name, type }) => {
      const key = mapping.get(name) ?? name
      const value = `json_extract("json", ${quoteString(`$."${key}"`)})`
      const found = `coalesce(${value}, json_extract("json", list_extract(list_filter(json_keys("json"), lambda _key: lower(_key) = ${quoteString(key.toLowerCase())}), 1)))`
      if (type.kind === 'varchar') return `json_extract_string(${found}, '$')`
      return `CAST(${found} AS ${duckdbType(type)})`
    },
  }
}
