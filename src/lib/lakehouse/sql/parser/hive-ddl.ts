import type {
  AlterDatabase,
  CreateDatabase,
  DropDatabase,
  DropRelation,
  MsckRepair,
  QualifiedName,
  Statement,
} from '../ast.js'
import type { Cursor } from './cursor.js'
import { alterTable } from './hive-alter-table.js'
import { stringProperties } from './hive-clauses.js'
import { createTable } from './hive-create-table.js'
import { describe, show } from './show.js'

/** Whether Athena reads this statement by its DDL grammar (Hive's) and not by Trino's. */
export function isHiveStatement(p: Cursor): boolean {
  switch (p.token.key) {
    case 'ALTER':
    case 'DROP':
    case 'SHOW':
    case 'DESCRIBE':
    case 'DESC':
    case 'MSCK':
      return true
    case 'CREATE': {
      const what = p.ahead(1).key
      return what === 'EXTERNAL' || what === 'DATABASE' || what === 'SCHEMA' || (what === 'TABLE' && !isTableAs(p))
    }
  }
  return false
}

/** `CREATE TABLE name …`: a CTAS has AS or WITH after the name, behind at most a comment or a list of bare names. */
function isTableAs(p: Cursor): boolean {
  let n = 2
  if (p.ahead(n).key === 'IF') n += 3
  n++
  while (p.ahead(n).key === '.') n += 2
  if (p.ahead(n).key === 'COMMENT') n += 2
  const { key } = p.ahead(n)
  if (key === '(') return p.ahead(n + 2).key === ',' || p.ahead(n + 2).key === ')'
  return key === 'AS' || key === 'WITH'
}

export function hiveStatement(p: Cursor): Statement {
  switch (p.token.key) {
    case 'CREATE':
      return p.ahead(1).key === 'DATABASE' || p.ahead(1).key === 'SCHEMA' ? createDatabase(p) : createTable(p)
    case 'ALTER':
      return p.ahead(1).key === 'DATABASE' || p.ahead(1).key === 'SCHEMA' ? alterDatabase(p) : alterTable(p)
    case 'MSCK':
      return msckRepair(p)
  }
  p.trinoNames = true
  switch (p.token.key) {
    case 'DROP':
      return drop(p)
    case 'SHOW':
      return show(p)
  }
  return describe(p)
}

/** `CREATE {DATABASE|SCHEMA} [IF NOT EXISTS] name [COMMENT '…'] [LOCATION '…'] [WITH DBPROPERTIES (…)]`. */
function createDatabase(p: Cursor): CreateDatabase {
  const start = p.next()
  p.next()
  const ifNotExists = p.acceptAll('IF', 'NOT', 'EXISTS')
  const name = p.qualifiedName()
  const comment = p.accept('COMMENT') ? p.string() : undefined
  const location = p.accept('LOCATION') ? p.string() : undefined
  const properties = p.acceptAll('WITH', 'DBPROPERTIES') ? stringProperties(p) : {}
  return { kind: 'create-database', name, ifNotExists, comment, location, properties, loc: p.loc(start) }
}

/** `ALTER {DATABASE|SCHEMA} name SET DBPROPERTIES (…)`. */
function alterDatabase(p: Cursor): AlterDatabase {
  const start = p.next()
  p.next()
  const name = p.qualifiedName()
  p.expect('SET', 'DBPROPERTIES')
  return { kind: 'alter-database', name, properties: stringProperties(p), loc: p.loc(start) }
}

/** `DROP {DATABASE|SCHEMA} [IF EXISTS] name [RESTRICT|CASCADE]`, `DROP {TABLE|VIEW} [IF EXISTS] name`. */
function drop(p: Cursor): DropDatabase | DropRelation {
  const start = p.next()
  if (p.accept('DATABASE') || p.accept('SCHEMA')) {
    const ifExists = p.acceptAll('IF', 'EXISTS')
    const name = p.qualifiedName()
    const cascade = p.accept('CASCADE')
    if (!cascade) p.accept('RESTRICT')
    return { kind: 'drop-database', name, ifExists, cascade, loc: p.loc(start) }
  }
  const what = p.accept('VIEW') ? 'view' : 'table'
  if (what === 'table') p.expect('TABLE')
  const ifExists = p.acceptAll('IF', 'EXISTS')
  return { kind: 'drop', what, ifExists, name: dottedName(p), loc: p.loc(start) }
}

/** A name; the user guide's DROP TABLE also writes database and table inside one pair of backticks. */
function dottedName(p: Cursor): QualifiedName {
  const name = p.qualifiedName()
  const [only, ...others] = name.parts
  if (others.length || !only?.quoted) return name
  return { ...name, parts: only.name.split('.').map(part => ({ ...only, name: part })) }
}

/** `MSCK REPAIR TABLE name`. */
function msckRepair(p: Cursor): MsckRepair {
  const start = p.next()
  p.expect('REPAIR', 'TABLE')
  return { kind: 'msck-repair', table: p.qualifiedName(), loc: p.loc(start) }
}
