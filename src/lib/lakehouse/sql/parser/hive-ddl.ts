import type { Statement } from '../ast.js'
import type { Cursor } from './cursor.js'

export function isHiveStatement(_p: Cursor): boolean {
  return false
}
export function hiveStatement(p: Cursor): Statement {
  return p.fail()
}
