import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { type PreparedFile, prepareFile } from '../init/prepare-file.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Source } from '../warehouse/upload/fetch-source.js'

const SHOWN = 10

/**
 * A delivered file as `mdw init` wrote the first of its kind: UTF-8, a header that Glue takes, one line a row, quotes and
 * backslashes as OpenCSVSerde reads them. The delivered file is not changed; where nothing is wrong it is taken itself.
 */
export async function cleanDelivery(source: Source, progress: Progress, signal?: AbortSignal): Promise<Source> {
  if (source.file === undefined) throw wantsOneFile(source.origin ?? source.folder!)
  const origin = source.origin ?? relative(process.cwd(), source.file)
  const copies = mkdtempSync(join(tmpdir(), 'mdw-clean-'))
  const remove = () => {
    rmSync(copies, { recursive: true, force: true })
    source.remove?.()
  }
  try {
    progress.update(`cleaning ${origin}`)
    const prepared = await prepareFile(source.file, copies, new Set(), signal)
    if (prepared === undefined) throw notClean(origin, 'It holds nothing.')
    if (prepared.rejected.length > 0) throw notClean(origin, tooLong(prepared))
    if (prepared.cleaned.length > 0) progress.warn(`${origin} is sent as a clean copy: ${prepared.cleaned.join('; ')}.`)
    return { file: prepared.content, origin, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Which column such values belong to only a person can say; leaving them out would lose them. */
function tooLong({ rejected, columns }: PreparedFile): string {
  const lines = rejected.slice(0, SHOWN).map(({ line }) => line)
  const more = rejected.length > SHOWN ? ', …' : ''
  return `${plural(rejected.length, 'row')} with more values than the ${columns.length} columns, in line ${lines.join(', ')}${more}.`
}

function notClean(origin: string, why: string): MdwError {
  return new MdwError({
    code: 'CSV_NOT_CLEANED',
    message: `${origin} cannot be cleaned. Nothing was uploaded.`,
    why,
    actions: ['Correct the file and run the command again.'],
    data: { file: origin },
  })
}

function wantsOneFile(folder: string): MdwError {
  return new MdwError({
    code: 'CLEAN_WANTS_ONE_FILE',
    message: `--clean reads one file, and ${folder} is a folder.`,
    actions: ['Name the file and its table: `mdw upload sales --from delivery.csv --clean`'],
    exitCode: ExitCode.usage,
  })
}
