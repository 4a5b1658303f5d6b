import { confirmChange } from '../../ui/change-flags.js'
import { plural } from '../../ui/format.js'
import type { Reporter } from '../../ui/reporter.js'
import { step } from '../../ui/steps.js'
import type { Connection } from '../connection.js'
import { findIcebergTable } from '../find-table.js'
import { readIcebergTable } from '../iceberg/open-table.js'
import { nameOf } from '../time-travel/choose-snapshot.js'
import { type SnapshotDocument, snapshotDocument } from '../time-travel/describe-snapshot.js'
import { type Clock, localClock } from '../time-travel/time-zone.js'
import { planRestore } from './plan.js'
import { restoredMetadata } from './restored-metadata.js'
import { swapMetadata } from './swap-metadata.js'

export interface RestoreResult {
  table: string
  /** `unchanged` where the table shows that snapshot already. */
  outcome: 'restored' | 'unchanged' | 'dry run'
  snapshot: SnapshotDocument
  /** The snapshot that was current before: restoring it takes everything back. */
  before: string
  /** Changes that are no longer seen, newest first. */
  undone: { id: string; at: Date; operation: string }[]
  /** The new metadata file; null where none was written. */
  metadataLocation: string | null
}

/** Makes a table show an older snapshot again, after showing what that means and asking. */
export async function restore(
  { clients, environment }: Connection,
  request: { table: string; to: string; dryRun: boolean },
  reporter: Reporter,
  clock: Clock = localClock(),
): Promise<RestoreResult> {
  const found = await findIcebergTable(clients, environment, request.table)
  const table = await readIcebergTable(clients.s3, found.database, found.glue)
  const plan = planRestore(table, request.to, clock)
  const result = {
    table: nameOf(table),
    snapshot: snapshotDocument(plan.target),
    before: plan.current.id,
    undone: plan.undone.map(({ snapshot, at, returned }) => ({
      ...{ id: snapshot.id, at },
      operation: returned ? 'restore' : snapshot.operation,
    })),
    metadataLocation: null,
  }
  const say = (text: string) => reporter.emit({ type: 'message', level: 'info', text })
  if (plan.target.isCurrent) {
    say(`${nameOf(table)} shows snapshot ${plan.current.id} already: there is nothing to restore.`)
    return { ...result, outcome: 'unchanged', undone: [] }
  }
  if (request.dryRun) {
    for (const line of plan.consequences) say(line)
    say('Dry run: nothing was changed.')
    return { ...result, outcome: 'dry run' }
  }
  await confirmChange(reporter, environment, plan.consequences, 'Restore it?')
  const metadataLocation = await step(reporter, `Restoring ${nameOf(table)}`, async progress => {
    const text = restoredMetadata(table.metadataText, table.metadataLocation, plan.target.snapshot.id, new Date())
    const location = await swapMetadata(clients, table, text)
    progress.result(`snapshot ${plan.target.snapshot.id} is the current one`)
    return location
  })
  return { ...result, outcome: 'restored', metadataLocation }
}

/** The end of the command, for people. */
export function renderRestore({ table, outcome, snapshot, before, undone }: RestoreResult): string {
  if (outcome !== 'restored') return ''
  const lost = `${plural(undone.length, 'change')} ${undone.length === 1 ? 'is' : 'are'} no longer seen`
  return `${table} shows snapshot ${snapshot.id}; ${lost}.\nTo take it back: mdw restore ${table} --to ${before}\n`
}
