import { readFileSync } from 'node:fs'
import { valueAt } from '../project/value-at.js'
import { parseYaml } from '../project/yaml-document.js'
import type { Place } from './rule.js'

/** Where mdw.yml has each of its lint exceptions, in their order. */
export function exceptionPlaces(configFile: string): Place[] {
  const document = parseYaml(readFileSync(configFile, 'utf8'))
  const path = ['lint', 'exceptions']
  const list = valueAt(document.content, path)
  return Array.isArray(list) ? list.map((_, index) => document.valuePlace([...path, index])) : []
}
