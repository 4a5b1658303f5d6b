import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readScenarios, type Scenario, type ScenarioAnswers, snapshotsQuery, withSnapshots } from './scenario.js'
import { TrinoClient } from './trino-client.js'

/** Answers all scenarios, or those of the given names, by the Trino at `url` and stores the answers by area. */
export async function record(url: string, only: string[]): Promise<void> {
  const trino = new TrinoClient(url)
  const answers = new Map<string, Record<string, ScenarioAnswers>>()
  for (const scenario of readScenarios()) {
    if (only.length > 0 && !only.includes(scenario.id) && !only.includes(scenario.area)) continue
    const found = await answer(trino, scenario)
    answers.set(scenario.area, { ...answers.get(scenario.area), [scenario.id]: found })
    for (const [i, step] of found.steps.entries())
      if (step?.error)
        process.stdout.write(`${scenario.id}: ${scenario.steps[i]!.trino}\n  ${step.error}: ${step.message}\n`)
  }
  const folder = join(import.meta.dirname, 'answers')
  mkdirSync(folder, { recursive: true })
  for (const [area, found] of answers) writeFileSync(join(folder, `${area}.jsonl`), print(found))
}

async function answer(trino: TrinoClient, { database, steps, tables }: Scenario): Promise<ScenarioAnswers> {
  await trino.ask(`drop schema if exists ${database} cascade`)
  await trino.ask(`create schema ${database}`)
  const snapshots = async (table: string) => {
    const { rows = [] } = await trino.ask(snapshotsQuery(table), database)
    return rows.map(([id, time]) => ({ id: String(id), time: String(time) }))
  }
  const found: ScenarioAnswers = { steps: [], tables: {} }
  for (const step of steps)
    found.steps.push(
      step.trino === undefined ? null : await trino.ask(await withSnapshots(step.trino, snapshots), database),
    )
  for (const table of tables) found.tables[table] = await trino.ask(`select * from ${table}`, database)
  await trino.ask(`drop schema if exists ${database} cascade`)
  return found
}

/** One line a scenario, so that a change of one answer is a change of one line. */
function print(answers: Record<string, ScenarioAnswers>): string {
  return Object.entries(answers)
    .map(([id, found]) => `${JSON.stringify({ id, ...found })}\n`)
    .join('')
}
