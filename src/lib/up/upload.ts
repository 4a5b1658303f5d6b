import type { Progress } from '../ui/reporter.js'
import { findMissing } from '../warehouse/provision/find-missing.js'
import { approveChange, type UpContext } from './context.js'
import { uploadRawData } from './raw-data.js'
import { keepRawFiles } from './raw-files.js'

export async function uploadIfNeeded(context: UpContext, progress: Progress): Promise<void> {
  if (context.keepFilesHere) return keepRawFiles(context, progress)
  const { environment } = context.connection!
  if (environment.protected && environment.kind === 'aws' && !context.approved) {
    const { added, replaced, removed } = await planUpload(context, progress)
    const keys = [...added, ...replaced, ...removed]
    if (keys.length > 0) await approveChange(context, [`Raw files to upload or replace: ${keys.join(', ')}.`])
  }
  await uploadRawData(context.connection!, undefined, progress, context.signal)
}

/** Every row is checked, as for an upload. */
export async function previewUpload(context: UpContext, progress: Progress): Promise<void> {
  const { connection } = context
  const missing = connection && (await findMissing(connection.clients, connection.environment))
  const ready = missing?.length === 0
  if (!context.keepFilesHere) {
    if (!ready) return progress.skip('would upload the raw files')
    await planUpload(context, progress)
    return
  }
  if (ready) return keepRawFiles(context, progress)
  context.nothingToBuild = true
  progress.skip('nothing from here')
}

function planUpload({ connection, signal }: UpContext, progress: Progress) {
  return uploadRawData(connection!, undefined, progress, signal, { dryRun: true })
}
