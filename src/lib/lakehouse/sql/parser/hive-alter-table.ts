import type { AlterAction, AlterTable } from '../ast.js'
import type { Cursor } from './cursor.js'
import { columnDefinition, partitionSpec, stringProperties } from './hive-clauses.js'

/** `ALTER TABLE name …` in Athena's forms. */
export function alterTable(p: Cursor): AlterTable {
  const start = p.next()
  p.expect('TABLE')
  const name = p.qualifiedName()
  return { kind: 'alter-table', name, action: action(p), loc: p.loc(start) }
}

function action(p: Cursor): AlterAction {
  if (p.is('PARTITION')) return partitionAction(p)
  if (p.accept('ADD')) {
    if (p.accept('COLUMNS')) return { kind: 'add-columns', columns: p.parenthesized(() => columnDefinition(p)) }
    return addPartitions(p)
  }
  if (p.accept('DROP')) {
    if (p.accept('COLUMN')) return { kind: 'drop-column', column: p.identifier() }
    const ifExists = p.acceptAll('IF', 'EXISTS')
    return { kind: 'drop-partitions', ifExists, partitions: p.list(() => partitionSpec(p)) }
  }
  if (p.accept('REPLACE')) {
    p.expect('COLUMNS')
    return { kind: 'replace-columns', columns: p.parenthesized(() => columnDefinition(p)) }
  }
  if (p.accept('CHANGE')) return changeColumn(p)
  if (p.accept('RENAME')) {
    p.expect('TO')
    return { kind: 'rename', to: p.qualifiedName() }
  }
  if (p.accept('SET')) {
    if (p.accept('LOCATION')) return { kind: 'set-location', location: p.string() }
    p.expect('TBLPROPERTIES')
    return { kind: 'set-properties', properties: stringProperties(p) }
  }
  p.expect('UNSET', 'TBLPROPERTIES')
  const ifExists = p.acceptAll('IF', 'EXISTS')
  return { kind: 'unset-properties', ifExists, names: p.parenthesized(() => p.string()) }
}

/** What may follow `ALTER TABLE name PARTITION (…)`. */
function partitionAction(p: Cursor): AlterAction {
  const partition = partitionSpec(p)
  if (p.acceptAll('ADD', 'COLUMNS')) {
    return { kind: 'add-columns', partition, columns: p.parenthesized(() => columnDefinition(p)) }
  }
  if (p.accept('RENAME')) {
    p.expect('TO')
    return { kind: 'rename-partition', from: partition, to: partitionSpec(p) }
  }
  p.expect('SET', 'LOCATION')
  return { kind: 'set-location', partition, location: p.string() }
}

function addPartitions(p: Cursor): AlterAction {
  const ifNotExists = p.acceptAll('IF', 'NOT', 'EXISTS')
  const partitions: Extract<AlterAction, { kind: 'add-partitions' }>['partitions'] = []
  do {
    const spec = partitionSpec(p)
    partitions.push({ spec, location: p.accept('LOCATION') ? p.string() : undefined })
  } while (p.is('PARTITION'))
  return { kind: 'add-partitions', ifNotExists, partitions }
}

/** `CHANGE [COLUMN] old new type [COMMENT '…'] [FIRST | AFTER column]`. */
function changeColumn(p: Cursor): AlterAction {
  p.accept('COLUMN')
  const from = p.identifier()
  const to = columnDefinition(p)
  if (p.accept('FIRST')) return { kind: 'change-column', from, to, position: { kind: 'first' } }
  if (p.accept('AFTER')) return { kind: 'change-column', from, to, position: { kind: 'after', column: p.identifier() } }
  return { kind: 'change-column', from, to }
}
