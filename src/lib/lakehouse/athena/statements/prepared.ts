import type { Deallocate, Execute, Prepare, Statement } from '../../sql/ast.js'
import { parseStatement } from '../../sql/parser/parse.js'
import { TrinoError } from '../../sql/trino-error.js'
import { PreparedStatements } from '../prepared-statements.js'
import { executorOf } from './registry.js'
import type { StatementExecutor } from './statement.js'

export const prepare: StatementExecutor<Prepare> = {
  type: 'DDL',
  subtype: 'PREPARE',
  async run({ name, statement }, run) {
    new PreparedStatements(run.catalog).put({
      workGroup: run.workGroup,
      name: name.name,
      query: run.text.slice(statement.loc.start, statement.loc.end),
      modified: Date.now(),
    })
    return {}
  },
}

export const execute: StatementExecutor<Execute> = {
  type: 'DML',
  subtype: 'EXECUTE',
  async run({ name, parameters, loc }, run) {
    const prepared = new PreparedStatements(run.catalog).get(run.workGroup, name.name)
    if (!prepared) throw new TrinoError('NOT_FOUND', `Prepared statement not found: ${name.name}`, loc)
    const statement: Statement = parseStatement(prepared.query)
    return executorOf(statement).run(statement, {
      ...run,
      text: prepared.query,
      parameters: parameters.length > 0 ? parameters : run.parameters,
    })
  },
}

export const deallocate: StatementExecutor<Deallocate> = {
  type: 'DDL',
  subtype: 'DEALLOCATE',
  async run({ name, loc }, run) {
    if (!new PreparedStatements(run.catalog).delete(run.workGroup, name.name))
      throw new TrinoError('NOT_FOUND', `Prepared statement not found: ${name.name}`, loc)
    return {}
  },
}
