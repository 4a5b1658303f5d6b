import { HIVE_RESERVED, RESERVED } from '../lakehouse/sql/parser/keywords.js'

const LETTERS: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ł: 'l', þ: 'th', ð: 'd' }

/**
 * A name as Glue and Athena take it without quotes: `CustomerID` is `customer_id`, `Prix unitaire (€)` is
 * `prix_unitaire`. Empty when nothing of the text can be kept.
 */
export function snakeCase(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[ßøæœđłþð]/g, letter => LETTERS[letter]!)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

/** One thing of many: `countries` is `country`, `status` stays. */
export function singular(name: string): string {
  if (/(ss|us|is)$/.test(name)) return name
  if (/ies$/.test(name)) return `${name.slice(0, -3)}y`
  if (/(ch|sh|x|ss)es$/.test(name)) return name.slice(0, -2)
  return name.replace(/s$/, '')
}

/** The name, or the name with the first number that makes it new; the result is added to `taken`. */
export function unique(name: string, taken: Set<string>): string {
  let result = name
  for (let number = 2; taken.has(result); number++) result = `${name}_${number}`
  taken.add(result)
  return result
}

/** A table's name from a file's. */
export function tableName(file: string, taken: Set<string>): string {
  const name = snakeCase(file.replace(/\.gz$/i, '').replace(/\.[^.]*$/, '')) || 'table'
  return unique(/^[0-9]/.test(name) ? `t_${name}` : name, taken)
}

/** A column's name in stg, from what the header calls it. */
export function columnName(header: string, table: string, position: number, taken: Set<string>): string {
  const name = snakeCase(header) || `column_${position}`
  const usable = /^[0-9]/.test(name) ? `c_${name}` : name
  return unique(isReserved(usable) ? `${singular(table)}_${usable}` : usable, taken)
}

function isReserved(name: string): boolean {
  return RESERVED.has(name.toUpperCase()) || HIVE_RESERVED.has(name.toUpperCase())
}

/** A raw column (its header in lower case, as Glue has it) in Trino's SQL. */
export function rawColumn(header: string): string {
  const name = header.toLowerCase()
  return RESERVED.has(name.toUpperCase()) || !/^[a-z_][a-z0-9_]*$/.test(name) ? `"${name}"` : name
}
