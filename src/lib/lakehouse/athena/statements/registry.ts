import type { Statement } from '../../sql/ast.js'
import { alterTable } from './alter-table.js'
import { createTable } from './create-table.js'
import { createTableAs } from './create-table-as.js'
import { alterDatabase, createDatabase, dropDatabase } from './databases.js'
import { deleteRows } from './delete.js'
import { describe } from './describe.js'
import { drop } from './drop-table.js'
import { explain } from './explain.js'
import { mergeRows, updateRows } from './iceberg-change.js'
import { insert } from './insert.js'
import { optimize, vacuum } from './maintenance.js'
import { msckRepair } from './msck-repair.js'
import { deallocate, execute, prepare } from './prepared.js'
import { select } from './select.js'
import { show } from './show.js'
import type { StatementExecutor } from './statement.js'
import { unload } from './unload.js'
import { createView } from './views.js'

type Executors = { [K in Statement['kind']]: StatementExecutor<Extract<Statement, { kind: K }>> }

/** Who runs what. The parser refuses all other statements. */
const EXECUTORS: Executors = {
  query: select,
  explain,
  insert,
  delete: deleteRows,
  update: updateRows,
  merge: mergeRows,
  'create-table-as': createTableAs,
  'create-table': createTable,
  'create-view': createView,
  drop,
  'alter-table': alterTable,
  'create-database': createDatabase,
  'drop-database': dropDatabase,
  'alter-database': alterDatabase,
  show,
  describe,
  'msck-repair': msckRepair,
  optimize,
  vacuum,
  prepare,
  execute,
  deallocate,
  unload,
}

export function executorOf(statement: Statement): StatementExecutor {
  return EXECUTORS[statement.kind] as unknown as StatementExecutor
}
