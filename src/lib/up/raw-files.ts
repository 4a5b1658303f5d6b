import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import { readRawSources } from '../project/raw-sources.js'
import { formatCount, plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import { awsFailure } from '../warehouse/aws-error.js'
import { refuseOtherProjects } from '../warehouse/sample/fits.js'
import { DEFAULT_SALES, generateSample } from '../warehouse/sample/generate.js'
import { sampleState } from '../warehouse/sample/state.js'
import type { UpContext } from './context.js'

/**
 * Sees to the project's raw files: the user's own, or a sample where there are none. A sample goes to AWS only where
 * --rows asks for it: no run may put invented sales into a warehouse that others read.
 */
export async function prepareRawFiles(context: UpContext, progress: Progress): Promise<void> {
  const { project, sampleRows, signal, dryRun } = context
  const state = sampleState(project.dataFolder)
  if (state.kind === 'files') return progress.skip(`${plural(state.files.length, 'entry', 'entries')} of your own`)
  if (context.named.config.kind === 'aws' && sampleRows === undefined) {
    context.keepFilesHere = true
    if (state.kind === 'empty') return progress.skip(`none in ${project.dataFolder}`)
    return progress.skip('a synthetic sample, which is not uploaded without --rows')
  }
  if (state.kind === 'sample' && (sampleRows === undefined || state.record.sales === sampleRows)) {
    return progress.skip(`the sample of ${formatCount(state.record.sales)} sales`)
  }
  refuseOtherProjects(readRawSources(project.dbtFolder), project.dataFolder)
  if (dryRun) return progress.skip(`would make a sample of ${formatCount(sampleRows ?? DEFAULT_SALES)} sales`)
  const sample = await generateSample({ folder: project.dataFolder, rows: sampleRows, progress, signal })
  progress.result(`a sample of ${formatCount(sample.sales)} sales`)
}

/** Without files from here, the warehouse is built from what is in S3 already; says so where that is nothing. */
export async function keepRawFiles(context: UpContext, progress: Progress): Promise<void> {
  const { environment, clients } = context.connection!
  const { bucket, name } = environment
  const sources = readRawSources(context.project.dbtFolder)
  const found = await Promise.all(sources.map(({ location }) => hasObjects(clients.s3, bucket, location)))
  context.nothingToBuild = !found.includes(true)
  if (context.nothingToBuild) {
    progress.warn(`There are no raw files yet, neither here nor in s3://${bucket}/, so nothing is built.`, [
      `Put your own files into ${context.project.dataFolder}, then run the command again.`,
      `Or try the environment with a synthetic sample: \`mdw up --env ${name} --rows ${DEFAULT_SALES}\``,
    ])
  }
  progress.skip(`nothing from here; what is in s3://${bucket}/ stays as it is`)
}

async function hasObjects(s3: S3Client, bucket: string, prefix: string): Promise<boolean> {
  const request = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 })
  const page = await s3.send(request).catch(error => {
    throw awsFailure(error, `look for raw files in s3://${bucket}/${prefix}`)
  })
  return (page.Contents ?? []).length > 0
}
