import type { Expression, Statement } from '../ast.js'
import { TrinoError } from '../trino-error.js'
import { Cursor } from './cursor.js'
import { deleteFrom, insert, merge, update } from './dml.js'
import { expression } from './expressions.js'
import { hiveStatement, isHiveStatement } from './hive-ddl.js'
import { query, startsQuery } from './queries.js'
import { createTableAs, createView } from './trino-ddl.js'
import { deallocate, execute, explain, optimize, prepare, unload, vacuum } from './utility.js'

/**
 * Parses one Athena statement: Trino's grammar for queries, DML, views and CTAS, Hive's for the rest of DDL.
 * Throws TrinoError `SYNTAX_ERROR` in Trino's wording.
 */
export function parseStatement(text: string): Statement {
  const p = new Cursor(text, false)
  refuseMany(p)
  if (isHiveStatement(p)) {
    const hive = new Cursor(text, true)
    return hive.parse(() => hiveStatement(hive))
  }
  return p.parse(() => statement(p))
}

/** Parses a lone expression, e.g. a partition filter of Glue's GetPartitions or an EXECUTE parameter. */
export function parseExpression(text: string): Expression {
  const p = new Cursor(text, false)
  return p.parse(() => expression(p))
}

function statement(p: Cursor): Statement {
  switch (p.token.key) {
    case 'INSERT':
      return insert(p)
    case 'DELETE':
      return deleteFrom(p)
    case 'UPDATE':
      return update(p)
    case 'MERGE':
      return merge(p)
    case 'CREATE':
      if (p.ahead(1).key === 'TABLE') return createTableAs(p)
      return createView(p)
    case 'EXPLAIN':
      return explain(p, statement)
    case 'PREPARE':
      return prepare(p, statement)
    case 'EXECUTE':
      return execute(p)
    case 'DEALLOCATE':
      return deallocate(p)
    case 'OPTIMIZE':
      return optimize(p)
    case 'VACUUM':
      return vacuum(p)
    case 'UNLOAD':
      return unload(p)
  }
  if (!startsQuery(p, 0) && p.token.key !== '(') p.fail(...STATEMENT_STARTS)
  return query(p)
}

const STATEMENT_STARTS = [
  'ALTER',
  'CREATE',
  'DEALLOCATE',
  'DELETE',
  'DESC',
  'DESCRIBE',
  'DROP',
  'EXECUTE',
  'EXPLAIN',
  'INSERT',
  'MERGE',
  'MSCK',
  'OPTIMIZE',
  'PREPARE',
  'SHOW',
  'UNLOAD',
  'UPDATE',
  'VACUUM',
]
  .map(word => `'${word}'`)
  .concat('<query>')

function refuseMany(p: Cursor) {
  if (p.tokens.some(token => token.key === ';')) {
    throw new TrinoError('SYNTAX_ERROR', `Only one sql statement is allowed. Got: ${p.text}`)
  }
}
