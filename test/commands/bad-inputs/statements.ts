import type { BadInput } from './bad-input.js'

function statement(input: string, sql: string, ...says: string[]): BadInput {
  return { input, args: ['query', sql], exitCode: 1, code: 'QUERY_FAILED', says }
}

export const STATEMENTS: BadInput[] = [
  statement('a word that is none', 'selct 1', "line 1:1: mismatched input 'selct'", 'at that line and column'),
  statement('a bracket that is never closed', 'select count(*', 'line 1:'),
  statement('two statements', 'select 1; select 2', 'Only one sql statement is allowed', 'one statement at a time'),
  statement('a table that does not exist', 'select * from cur.nope', "'awsdatacatalog.cur.nope'", '`mdw status`'),
  statement('a column that does not exist', 'select nope from std.std_orders', "'nope'", 'describe'),
  statement('a function that does not exist', 'select nope(1)', 'nope', '`mdw local gaps --sql --all`'),
  statement('a column that is not grouped', 'select customer, count(*) from std.std_orders', 'GROUP BY'),
  statement(
    'values of other types',
    "insert into std.std_orders values ('x', 'y', 'z', 'w')",
    'mismatched column types',
  ),
  statement('a change of a view', "update stg.stg_orders set customer = 'x'", 'UPDATE on views is not supported'),
  statement('a drop of what is not there', 'drop table std.nope', 'nope'),
  { ...statement('nothing', ' ', 'The statement is empty.'), exitCode: 2, code: 'USAGE' },
  {
    input: 'a file with nothing in it',
    args: ['query', '-f', 'empty.sql'],
    files: { 'empty.sql': '\n' },
    exitCode: 2,
    code: 'USAGE',
    says: ['empty.sql is empty.'],
  },
]
