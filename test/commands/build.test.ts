import { execa } from 'execa'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { ORDERS, type OrdersProject, ordersProject } from '../support/orders-project.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })

const STD_ORDERS = 'dbt/models/std/std_orders.sql'
const DIM_CUSTOMER = 'dbt/models/std/dim_customer.sql'
/** The models' texts that build. */
const GOOD: Record<string, string> = {}

let shop: OrdersProject

beforeAll(async () => {
  shop = await ordersProject()
  await shop.json(['up'])
  for (const path of [STD_ORDERS, DIM_CUSTOMER]) GOOD[path] = shop.read(path)
})
afterEach(() => {
  for (const path of Object.keys(GOOD)) repair(path)
})
afterAll(() => shop?.remove())

function edit(path: string): void {
  GOOD[path] += '-- edited\n'
  repair(path)
}
const breakModel = (path: string) => shop.write(path, GOOD[path]!.replace('select', 'select nope,'))
const repair = (path: string) => shop.write(path, GOOD[path]!)

interface Result {
  nodes: { name: string; status: string; resourceType: string; rows: number | null; bytesScanned: number | null }[]
}
const built = ({ nodes }: Result) => nodes.filter(node => node.resourceType === 'model').map(({ name }) => name)
const withStatus = ({ nodes }: Result, status: string) =>
  nodes.filter(node => node.status === status).map(({ name }) => name)
const said = ({ warnings }: { warnings: unknown }) => JSON.stringify(warnings)
const reasons = (plan: { nodes: { relation: string; why: string }[] }) =>
  Object.fromEntries(plan.nodes.map(({ relation, why }) => [relation, why]))

async function orders(): Promise<string[]> {
  const sql = 'select (select count(*) from std.std_orders), (select sum(orders) from cur.daily_orders)'
  return (await shop.json(['query', sql])).rows[0]
}

it('--changed builds an edited model and what reads it, and nothing when nothing is edited', async () => {
  const unchanged = await shop.run(['build', '--changed'])
  expect(unchanged.stdout).toBe('Nothing had to be done.\n')
  expect(unchanged.stderr).not.toContain('Warning')

  edit(STD_ORDERS)
  const plan = await shop.json(['plan', '--changed'])
  expect(reasons(plan)).toEqual({ 'std.std_orders': 'SQL changed', 'cur.daily_orders': 'reads a change' })
  expect(plan.nodes).toMatchObject([
    { action: 'replace', rows: ORDERS },
    { action: 'merge', partitionedBy: ['partition'], partitions: { now: 30, lastChanged: null } },
  ])
  const result = await shop.json(['build', '--changed'])
  expect(built(result)).toEqual(['std_orders', 'daily_orders'])
  // Two days are merged again, by a statement that is not the last one of the model's.
  const [daily] = result.nodes.filter(({ name }: { name: string }) => name === 'daily_orders')
  expect(daily.rows).toBe(2)
  expect(daily.bytesScanned).toBeGreaterThan(0)
})

it('names a macro that changed; --since compares with a commit', async () => {
  const macro = shop.read('dbt/macros/cents.sql')
  shop.write('dbt/macros/cents.sql', macro.replace('(10, 2)', '(12, 2)'))
  const plan = await shop.json(['plan', '--changed'])
  expect(reasons(plan)).toEqual({ 'std.std_orders': 'macro cents changed', 'cur.daily_orders': 'reads a change' })
  expect(plan.nodes[1].partitions).toEqual({ now: 30, lastChanged: 2 })
  shop.write('dbt/macros/cents.sql', macro)

  const git = (...args: string[]) =>
    execa('git', ['-C', shop.folder, '-c', 'user.name=t', '-c', 'user.email=t@e.com', ...args])
  shop.write('.gitignore', '.mdw/\ndata/\ndbt/target/\ndbt/logs/\n')
  await git('init', '-q')
  await git('add', '.')
  await git('commit', '-qm', 'first')
  edit(DIM_CUSTOMER)
  const result = await shop.json(['build', '--since', 'HEAD'])
  expect(built(result)).toEqual(['dim_customer'])
  const [run] = (await shop.json(['runs'])).runs
  expect(run.commit).toBe((await git('rev-parse', 'HEAD')).stdout)
})

it('a failure skips what reads it, and --retry goes on from there', async () => {
  breakModel(STD_ORDERS)
  const { error } = await shop.json(['build'], 1)
  expect(error.code).toBe('NODES_FAILED')
  expect(withStatus(error.data, 'error')).toEqual(['std_orders'])
  expect(withStatus(error.data, 'skipped')).toContain('daily_orders')
  const shown = await shop.run(['runs', 'show', 'last'])
  expect(shown.stdout).toMatch(/✗ model\.shop\.std_orders: .*nope/s)
  expect(shown.stdout).toContain('1 test skipped')

  repair(STD_ORDERS)
  const retried = await shop.json(['build', '--retry'])
  expect(built(retried)).toEqual(['std_orders', 'daily_orders'])
  expect((await shop.json(['build', '--retry'], 2)).error.code).toBe('NOTHING_TO_RETRY')
  // What failed is not taken for built: had it not been repaired, --changed would have it.
  expect((await shop.json(['build', '--changed'])).nodes).toEqual([])
})

it('--fail-fast stops at the first failure, and --retry builds what is left', async () => {
  breakModel(STD_ORDERS)
  const { error } = await shop.json(['build', '--fail-fast', '--threads', '1'], 1)
  // What was running beside it is stopped, and is an error too.
  expect(withStatus(error.data, 'error')).toContain('std_orders')
  repair(STD_ORDERS)
  const done = withStatus(error.data, 'success')
  const retried = built(await shop.json(['build', '--retry']))
  expect([...done, ...retried].sort()).toEqual([
    ...['daily_orders', 'dim_customer', 'std_orders', 'stg_customers', 'stg_orders'],
  ])
})

it('--sample and --empty make tables of fewer rows, which the next build makes whole', async () => {
  const sampled = await shop.json(['build', '--sample', '50%'])
  expect(said(sampled)).toContain('50% of the rows')
  const [some] = await orders()
  expect(Number(some)).toBeGreaterThan(ORDERS / 4)
  expect(Number(some)).toBeLessThan((ORDERS * 3) / 4)
  // Only a part is made whole: the other tables still hold a sample.
  expect(said(await shop.json(['build', '--select', 'dim_customer']))).toContain('still hold a sample')
  await shop.json(['build', '--changed'])
  expect(await orders()).toEqual([`${ORDERS}`, `${ORDERS}`])

  await shop.json(['build', '--empty'])
  expect(await orders()).toEqual(['0', null])
  await shop.json(['build'])
  expect(await orders()).toEqual([`${ORDERS}`, `${ORDERS}`])
})

it('a budget stops a build, unless it is told otherwise', async () => {
  shop.configure('cost: {budget: {bytes: 1 KB, action: stop}}\n')
  const { error } = await shop.json(['build'], 1)
  expect(error.code).toBe('OVER_BUDGET')
  const allowed = await shop.json(['build', '--over-budget', '--select', 'dim_customer', 'std_orders'])
  expect(said(allowed)).toMatch(/may go over budget.*went over budget/)
  shop.configure()
})

it('runs, history and cost know each other’s runs', async () => {
  const { runs } = await shop.json(['runs', '--limit', '100'])
  expect(runs.every((run: { environment: string }) => run.environment === 'local')).toBe(true)
  const { entries } = await shop.json(['history', 'daily_orders'])
  const invocation = entries[0].dbt.invocation
  const run = runs.find(({ id }: { id: string }) => id === invocation)
  expect(run).toMatchObject({ command: 'build', outcome: 'succeeded' })
  const details = await shop.json(['runs', 'show', invocation.slice(0, 8)])
  expect(details.results.find(({ id }: { id: string }) => id === 'model.shop.daily_orders')).toMatchObject({ rows: 30 })
  const cost = await shop.json(['cost'])
  expect(cost.runs.map(({ name }: { name: string }) => name)).toContain(invocation)
  expect(cost.models.map(({ name }: { name: string }) => name)).toContain('model.shop.daily_orders')
  expect(cost.total.bytesScanned).toBeGreaterThan(0)
})
