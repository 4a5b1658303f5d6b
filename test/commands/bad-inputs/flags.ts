import type { BadInput } from './bad-input.js'

/** A command line as it is typed, without quotes. */
function line(input: string, code: string, ...says: string[]): BadInput {
  return { input: `mdw ${input}`, args: input.split(' '), exitCode: 2, code, says }
}

export const FLAGS: BadInput[] = [
  line('build --layer rwa', 'USAGE', 'raw, stg, std, cur'),
  line('build --selct std_orders', 'USAGE', 'Nonexistent flag: --selct', 'Did you mean --select?'),
  line('build --select std_ordres', 'NOTHING_SELECTED', '"std_ordres"', 'Did you mean std_orders?'),
  line('build --threads 0', 'USAGE', '--threads', 'greater than or equal to 1'),
  line('build --empty --sample 1%', 'USAGE', '--empty', '--sample'),
  line('build --retry --layer std', 'USAGE', '--retry', '--layer'),
  line('build --sample 200%', 'INVALID_SAMPLE', '"200%"', 'at most 100'),
  line('build --since no-such-branch', 'UNKNOWN_GIT_REF', '"no-such-branch"', '`mdw build --changed`'),
  line('status --env prod', 'UNKNOWN_ENVIRONMENT', '"prod"', 'Known environments: local.'),
  line('sample --rows -1', 'USAGE', '--rows', 'received: -1'),
  line('upload ordres', 'UNKNOWN_RAW_TABLE', 'There is no raw table ordres.', 'Did you mean orders?'),
  line('upload orders --from nowhere.csv', 'SOURCE_NOT_READABLE', 'nowhere.csv', 'no such file'),
  line('upload orders --partition 20260101', 'TABLE_NOT_PARTITIONED', 'orders has no partitions'),
  line('query', 'USAGE', 'There is no statement to run.', 'mdw query -f statement.sql'),
  line('query select --output xml', 'USAGE', '--output=xml', 'table, csv, json'),
  line('query -f nowhere.sql', 'FILE_UNREADABLE', 'nowhere.sql', 'no such file'),
  line('travel std_orders', 'USAGE', '--as-of, --version'),
  line('travel std_ordres --version -1', 'TABLE_NOT_FOUND', '"std_ordres"', 'Did you mean std.std_orders?'),
  line('travel stg_orders --version -1', 'NOT_ICEBERG', 'stg_orders'),
  line('travel std_orders --version 0', 'SNAPSHOT_NOT_FOUND', 'no snapshot 0', '`mdw history std.std_orders`'),
  line('travel std_orders --version -5', 'SNAPSHOT_NOT_FOUND', '5 states back'),
  line('travel std_orders --as-of 2100-01-01', 'TIME_NOT_UNDERSTOOD', 'It is in the future.'),
  line('travel std_orders --as-of someday', 'TIME_NOT_UNDERSTOOD', '"someday"', 'yesterday'),
  {
    ...line('travel std_orders --as-of 1999-01-01', 'BEFORE_FIRST_SNAPSHOT', 'no state as of 1999-01-01'),
    exitCode: 1,
  },
  line('history no_such_table', 'TABLE_NOT_FOUND', '`mdw status` lists the tables'),
  line('travel std_orders --version main --columns nope', 'COLUMN_NOT_FOUND', 'nope'),
  line('diff std_orders --from -1', 'SNAPSHOT_NOT_FOUND', 'It has one state only'),
  line('restore std_orders', 'USAGE', 'to'),
  line('restore std_orders --to 12345 --yes', 'SNAPSHOT_NOT_FOUND', 'no snapshot 12345'),
  line('compact std_ordres --yes', 'TABLE_NOT_FOUND', 'Did you mean std.std_orders?'),
  line('compact --retain forever --yes', 'USAGE', '--retain does not take "forever".', '--retain 7d'),
  line('gc --older-than nonsense --yes', 'USAGE', '--older-than does not take "nonsense".', '--older-than 7d'),
  line('gc --keep 0 --yes', 'USAGE', '--keep', 'received: 0'),
  line('runs show nothing', 'RUN_NOT_FOUND', '"nothing"', '`mdw runs`'),
  { ...line('local reset', 'NOT_CONFIRMED', 'This deletes every table and object', '--yes'), exitCode: 6 },
  line('local fault add no-such-fault', 'USAGE', '"no-such-fault"', 'slow-query'),
  line('local reset --env dev', 'UNKNOWN_ENVIRONMENT', '"dev"'),
  line('init other --from nowhere', 'NO_SUCH_FOLDER', 'nowhere'),
  line('init .', 'FILES_EXIST', 'mdw.yml', 'Nothing was written'),
  line('infra plan', 'ENVIRONMENT_NOT_AWS', 'Environment local is local', '--env'),
]
