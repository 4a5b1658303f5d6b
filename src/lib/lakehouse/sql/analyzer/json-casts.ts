import { duckdbType, quoteIdentifier, quoteString, structKey } from '../types/duckdb-type.js'
import { typeName } from '../types/names.js'
import type { TrinoType } from '../types/type.js'
import { lambdaName } from './bound.js'
import { castSql, NoCast, textOf } from './casts.js'

/** CAST(… AS JSON): scalars as JSON values, times as text, rows as objects, map keys as sorted text. */
export function toJson(sql: string, from: TrinoType): string {
  const json = { kind: 'json' } as const
  switch (from.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'decimal':
      return `CAST(${textOf(sql, from)} AS JSON)`
    case 'varchar':
      return `to_json(${sql})`
    case 'double':
      return `t_double_json(${sql})`
    case 'real':
      return `t_double_json(CAST(CAST(${sql} AS VARCHAR) AS DOUBLE))`
    case 'date':
      return `to_json(${textOf(sql, from)})`
    case 'timestamp':
      if (from.withTimeZone) throw new NoCast(from, json)
      return `to_json(${textOf(sql, from)})`
    case 'array': {
      const e = lambdaName()
      return `t_json_array(list_transform(${sql}, lambda ${e}: ${elementJson(e, from.element)}))`
    }
    case 'map': {
      const e = lambdaName()
      const key = from.key.kind === 'varchar' ? `${e}.key` : textOf(`${e}.key`, from.key)
      if (key === undefined) throw new NoCast(from, json)
      return `t_json_object(list_transform(map_entries(${sql}), lambda ${e}: struct_pack(k := ${key}, v := ${elementJson(`${e}.value`, from.value)})))`
    }
    case 'row': {
      const parts = from.fields.map(
        (field, i) =>
          `${quoteString(`${i ? ',' : ''}${JSON.stringify(field.name ?? '')}:`)} || ${elementJson(`struct_extract_at(${sql}, ${i + 1})`, field.type)}`,
      )
      return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE CAST(('{' || ${parts.join(' || ')} || '}') AS JSON) END)`
    }
    default:
      throw new NoCast(from, json)
  }
}

function elementJson(sql: string, type: TrinoType): string {
  return `coalesce(CAST(${type.kind === 'json' ? sql : type.kind === 'unknown' ? 'NULL' : toJson(sql, type)} AS VARCHAR), 'null')`
}

/** CAST(json AS …). A JSON null is NULL. */
export function fromJson(sql: string, to: TrinoType): string {
  switch (to.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
      return `t_json_to_${to.kind}(${sql})`
    case 'decimal':
      return `CAST(t_json_to_decimal(${sql}, ${to.precision}, ${to.scale}) AS ${duckdbType(to)})`
    case 'varchar':
      return to.length === undefined
        ? `t_json_to_varchar(${sql})`
        : `t_bounded_text(t_json_to_varchar(${sql}), ${to.length})`
    case 'array': {
      const e = lambdaName()
      return `list_transform(t_json_elements(${sql}, '${typeOf(to)}'), lambda ${e}: ${fromJson(e, to.element)})`
    }
    case 'map': {
      const k = lambdaName()
      const v = lambdaName()
      const key = castSql(k, { kind: 'varchar' }, to.key)
      const value = to.value.kind === 'json' ? v : fromJson(v, to.value)
      return `t_json_map(${sql}, list_transform(t_json_keys(${sql}, '${typeOf(to)}'), lambda ${k}: ${key}), list_transform(t_json_values(${sql}), lambda ${v}: ${value}))`
    }
    case 'row': {
      const fields = to.fields.map((field, i) => {
        const name =
          field.name === undefined ? `'$[${i}]'` : `t_json_field_path(${sql}, ${quoteString(field.name)}, ${i})`
        const part = `json_extract(${sql}, ${name})`
        return `${quoteIdentifier(structKey(field, i))} := ${field.type.kind === 'json' ? part : fromJson(part, field.type)}`
      })
      return `(CASE WHEN ${sql} IS NULL OR json_type(${sql}) = 'NULL' THEN NULL ELSE struct_pack(${fields.join(', ')}) END)`
    }
    case 'json':
      return sql
    default:
      throw new NoCast({ kind: 'json' }, to)
  }
}

function typeOf(type: TrinoType): string {
  return typeName(type).replaceAll("'", "''")
}
