import { type AthenaSession, StatementFailed } from './athena-session.js'

/**
 * What clients do to the tables of `db`, and what must then be true. A statement whose end was seen has happened, one that
 * failed has not; one that was cut off has happened wholly or not at all, and is settled at the next look.
 */
export class Workload {
  /** Keys of `inserts`, three rows each. */
  private readonly inserted = new Set<number>()
  private readonly cutInserts = new Set<number>()
  /** How many times every row of `merges` was counted up; each time one row came. */
  private merged = 0
  private cutMerge = false
  /** Tables made from queries, of 100 rows each. */
  private readonly made = new Set<string>()
  private readonly cutTables = new Set<string>()
  private nextKey = 0
  acknowledged = 0
  cut = 0
  readonly failures: string[] = []

  async prepare(athena: AthenaSession): Promise<void> {
    await athena.run('create database db')
    const table = (name: string, query: string, more = '') =>
      athena.run(
        `create table db.${name} with (table_type = 'ICEBERG', is_external = false, location = 's3://crash/${name}/'${more}) as ${query}`,
      )
    await table('inserts', `select 0 as k, 0 as part where false`, ", partitioning = array['bucket(k, 2)']")
    await table('merges', 'select * from (values (1, 0), (2, 0)) as v (id, n)')
    await athena.run(
      `alter table inserts set tblproperties ('vacuum_max_snapshot_age_seconds' = '1', 'vacuum_min_snapshots_to_keep' = '2')`,
    )
  }

  /** Writes until the connection is cut. */
  async load(athena: AthenaSession): Promise<void> {
    await Promise.all([
      this.inserts(athena),
      this.inserts(athena),
      this.merges(athena),
      this.tables(athena),
      this.maintenance(athena),
    ])
  }

  private async inserts(athena: AthenaSession): Promise<void> {
    for (;;) {
      const key = this.nextKey++
      const ended = await this.attempt(athena, `insert into inserts values (${key}, 1), (${key}, 2), (${key}, 3)`)
      if (ended === 'done') this.inserted.add(key)
      if (ended !== 'cut') continue
      this.cutInserts.add(key)
      return
    }
  }

  private async merges(athena: AthenaSession): Promise<void> {
    for (;;) {
      const sql = `merge into merges t using (select id, n from merges union all select ${this.merged + 3}, -1) s on t.id = s.id
        when matched then update set n = s.n + 1 when not matched then insert values (s.id, ${this.merged + 1})`
      const ended = await this.attempt(athena, sql)
      if (ended === 'done') this.merged++
      if (ended !== 'cut') continue
      this.cutMerge = true
      return
    }
  }

  private async tables(athena: AthenaSession): Promise<void> {
    for (;;) {
      const name = `made_${this.nextKey++}`
      const ended = await this.attempt(
        athena,
        `create table db.${name} with (table_type = 'ICEBERG', is_external = false, location = 's3://crash/${name}/') as select n from unnest(sequence(1, 100)) as s (n)`,
      )
      if (ended === 'done') this.made.add(name)
      if (ended !== 'cut') continue
      this.cutTables.add(name)
      return
    }
  }

  private async maintenance(athena: AthenaSession): Promise<void> {
    for (let i = 0; ; i++) {
      const table = i % 4 < 2 ? 'inserts' : 'merges'
      const sql = i % 2 === 0 ? `optimize ${table} rewrite data using bin_pack` : `vacuum ${table}`
      if ((await this.attempt(athena, sql)) === 'cut') return
    }
  }

  private async attempt(athena: AthenaSession, sql: string): Promise<'done' | 'refused' | 'cut'> {
    try {
      await athena.run(sql)
      this.acknowledged++
      return 'done'
    } catch (error) {
      if (!(error instanceof StatementFailed)) {
        this.cut++
        return 'cut'
      }
      // A conflict is a fair answer among several writers; anything else is not.
      if (!error.message.includes('ICEBERG_COMMIT_ERROR')) this.failures.push(error.message)
      return 'refused'
    }
  }

  /** What is not as it must be. Settles what was cut off. */
  async check(athena: AthenaSession): Promise<string[]> {
    const wrong: string[] = []
    const found = new Map(
      (await athena.rows('select k, count(*), sum(part) from inserts group by k')).map(row => [
        Number(row[0]),
        `${row[1]} ${row[2]}`,
      ]),
    )
    for (const key of this.inserted)
      if (found.get(key) !== '3 6') wrong.push(`insert ${key} was acknowledged: ${found.get(key)}`)
    for (const [key, rows] of found) {
      if (this.inserted.has(key)) continue
      if (!this.cutInserts.has(key) || rows !== '3 6') wrong.push(`insert ${key} was not acknowledged: ${rows}`)
      this.inserted.add(key)
    }
    this.cutInserts.clear()

    const [row] = await athena.rows('select count(*), min(n), max(n) from merges')
    const [count, least, most] = row!.map(Number)
    if (this.cutMerge && most === this.merged + 1) this.merged++
    this.cutMerge = false
    if (count !== this.merged + 2 || least !== this.merged || most !== this.merged)
      wrong.push(`merges: ${row!.join(' ')}, after ${this.merged} merges`)

    const tables = new Set(
      (await athena.rows(`select table_name from information_schema.tables where table_schema = 'db'`)).map(
        ([name]) => name!,
      ),
    )
    for (const name of this.made) if (!tables.has(name)) wrong.push(`${name} was acknowledged and is not there`)
    for (const name of this.cutTables) {
      if (!tables.has(name)) continue
      const [rows] = await athena.rows(`select count(*), sum(n) from ${name}`)
      if (rows!.join(' ') !== '100 5050') wrong.push(`${name}: ${rows!.join(' ')}`)
      this.made.add(name)
    }
    this.cutTables.clear()
    for (const name of tables)
      if (name.startsWith('made_') && !this.made.has(name)) wrong.push(`${name} was refused and is there`)
    return wrong
  }

  /** Rows of each table, for another reader. */
  expectedCounts(): Record<string, number> {
    return {
      'db.inserts': this.inserted.size * 3,
      'db.merges': this.merged + 2,
      ...Object.fromEntries([...this.made].map(name => [`db.${name}`, 100])),
    }
  }
}
