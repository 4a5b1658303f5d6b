import type { S3Client } from '@aws-sdk/client-s3'
import { InterruptedError, MdwError } from '../../errors.js'
import { ExitCode } from '../../exit-codes.js'
import { formatBytes, plural } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import { eachLimited } from '../each-limited.js'
import { fileFailure } from './file-failure.js'
import type { LocalFile } from './local-files.js'
import { isSame, Metadata, objectState } from './object-state.js'
import { sha256 } from './sha256.js'
import type { StgCast } from './stg-casts/read-casts.js'
import {
  adviseClean,
  type CheckedFile,
  describeProblems,
  type FileReport,
  type ProblemKind,
} from './validate/problem.js'
import { validateTable } from './validate/validate-table.js'

const AT_ONCE = 4

/** What a clean copy may put right. */
const CLEANABLE: ProblemKind[] = ['encoding', 'quoting', 'columns']

export interface PlannedFile {
  file: LocalFile
  outcome: 'added' | 'replaced' | 'unchanged'
  /** What it replaces is mdw's own sample, which needs no keeping. */
  replacesSample: boolean
  sha256: () => Promise<string>
}

/** What is to be done with each file: nothing where the object is this file already. */
export function planFiles(
  s3: S3Client,
  bucket: string,
  files: LocalFile[],
  sample: boolean,
  signal?: AbortSignal,
): Promise<PlannedFile[]> {
  return eachLimited(files, AT_ONCE, async file => {
    let known: Promise<string> | undefined
    const checksum = () => {
      known ??= sha256(file.path, signal).catch(error => {
        throw fileFailure(error, file.shown) ?? error
      })
      return known
    }
    const object = await objectState(s3, bucket, file.key)
    const replacesSample = object?.metadata[Metadata.sample] === 'true'
    // when a sample becomes the user's own file, its mark must go even though the content stays
    const same = object !== undefined && replacesSample === sample && (await isSame(file, object, checksum))
    const outcome = object === undefined ? 'added' : same ? 'unchanged' : 'replaced'
    return { file, outcome, replacesSample, sha256: checksum }
  })
}

/** Raw files never change: one that did is refused, unless it is mdw's own sample or the user wants it replaced. */
export function refuseChanged(planned: PlannedFile[]): void {
  const changed = planned.filter(one => one.outcome === 'replaced' && !one.replacesSample)
  if (changed.length === 0) return
  throw new MdwError({
    code: 'RAW_FILE_CHANGED',
    message: `${plural(changed.length, 'file')} changed since the upload: ${changed.map(one => one.file.key).join(', ')}.`,
    why: 'The raw layer keeps what was delivered, so nothing was uploaded.',
    actions: [
      'Give the new delivery a file name of its own.',
      'Or replace the old content, of which a copy is kept: the same command with `--replace`',
    ],
    data: { changed: changed.map(one => one.file.key) },
  })
}

/** Checks every row of the files that are to be sent. Throws where one is wrong, unless `allowBad`. */
export async function validateFiles(
  planned: PlannedFile[],
  casts: ReadonlyMap<string, StgCast[]>,
  allowBad: boolean,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<FileReport[]> {
  const wanted = planned.filter(one => one.outcome !== 'unchanged')
  // beside the checks, one file after another; whoever sends a file waits for its hash, and hears of its failure
  void eachLimited(wanted, 1, one => one.sha256()).catch(() => undefined)
  const tables = new Set(wanted.map(one => one.file.table))
  const bad: FileReport[] = []
  let checked = 0
  for (const table of tables) {
    const mine = planned.filter(one => one.file.table === table)
    const filesOf = (isNew: boolean) => mine.filter(one => (one.outcome !== 'unchanged') === isNew).map(one => one.file)
    const files = { table, casts: casts.get(table.name) ?? [], files: filesOf(true), uploaded: filesOf(false) }
    const onBytes = (file: CheckedFile, bytes: number) => {
      checked += bytes
      progress?.update(`checking ${file.shown} (${formatBytes(checked)})`)
    }
    const reports = await validateTable(files, onBytes, signal).catch(error => {
      throw signal?.aborted ? new InterruptedError('Stopped while files were checked.', 'Nothing was uploaded.') : error
    })
    bad.push(...reports.filter(({ counts }) => Object.keys(counts).length > 0))
  }
  if (bad.length === 0) return bad
  const text = describeProblems(bad)
  if (allowBad) {
    progress?.warn(`Rows that are wrong, and let through by --allow-bad:\n${text.join('\n')}`)
    return bad
  }
  throw new MdwError({
    code: 'CSV_DOES_NOT_FIT',
    message: `${plural(bad.length, 'file')} cannot be uploaded as ${bad.length === 1 ? 'it is' : 'they are'}: ${bad.map(one => one.file).join(', ')}.`,
    why: text.join('\n'),
    actions: [
      'Correct what is wrong and run the command again: nothing was uploaded.',
      ...wanted
        .filter(({ file }) => bad.some(one => one.file === file.shown && CLEANABLE.some(kind => one.counts[kind])))
        .map(({ file }) => adviseClean(file.table.name, file.shown))
        .slice(0, 1),
      `If the file is right, correct the table’s definition (${[...new Set(wanted.map(one => one.file.table.file))].join(', ')}), or how its stg model reads it.`,
      'Or upload it as it is: the same command with `--allow-bad`',
    ],
    exitCode: ExitCode.failed,
    data: { reports: bad },
  })
}
