import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import { readRawSources } from '../project/raw-sources.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import type { Change } from '../warehouse/provision/change.js'
import { findMissing } from '../warehouse/provision/find-missing.js'
import { provision } from '../warehouse/provision/provision.js'
import { provisionRawTables } from '../warehouse/provision/raw-tables.js'
import { approveChange, type UpContext } from './context.js'
import { usesTerraform } from './infrastructure.js'

/**
 * Everything that the environment's names mean. Locally mdw makes it; on AWS bucket, workgroup and databases are the
 * infrastructure's. Raw tables are made in both: they hold no data and follow from the project's source definitions.
 */
export async function makeNames(context: UpContext, progress: Progress): Promise<void> {
  const { environment, clients } = context.connection!
  const sources = readRawSources(context.project.dbtFolder)
  if (environment.kind === 'local') return tell(await provision({ environment, clients, sources, progress }), progress)
  await requireInfrastructure(context)
  const planned = changedOf(await rawTables(context, true))
  if (planned.length === 0) return progress.skip('all there')
  await approveChange(context, [`Raw tables to make in Glue: ${planned.map(({ what }) => what).join(', ')}.`])
  tell(await rawTables(context, false), progress)
}

export async function previewNames(context: UpContext, progress: Progress): Promise<void> {
  if (context.connection === undefined) return progress.skip('would be made where it is missing')
  const { environment, clients } = context.connection
  const missing = await findMissing(clients, environment)
  if (missing.length > 0) {
    const byMdw = environment.kind === 'local' || usesTerraform(context)
    return progress.skip(`${byMdw ? 'to be made' : 'MISSING'}: ${missing.join(', ')}, and the raw tables`)
  }
  const planned = changedOf(await rawTables(context, true))
  progress.skip(planned.length === 0 ? 'all there' : `would make ${planned.map(({ what }) => what).join(', ')}`)
}

/** Where Terraform keeps the raw tables, only those are made that its root module does not know. */
function rawTables(context: UpContext, dryRun: boolean): Promise<Change[]> {
  const { environment, clients } = context.connection!
  const sources = readRawSources(context.project.dbtFolder)
  return provisionRawTables(clients.glue, environment, sources, { dryRun, onlyMissing: usesTerraform(context) })
}

function changedOf(changes: Change[]): Change[] {
  return changes.filter(({ outcome }) => outcome !== 'unchanged')
}

function tell(changes: Change[], progress: Progress): void {
  const changed = changedOf(changes).length
  if (changed === 0) progress.skip('all there')
  else progress.result(`${changed} of ${changes.length} made or changed`)
}

async function requireInfrastructure(context: UpContext): Promise<void> {
  const { environment, clients } = context.connection!
  const missing = await findMissing(clients, environment)
  if (missing.length === 0) return
  const { name } = environment
  throw new MdwError({
    code: 'INFRASTRUCTURE_MISSING',
    message: `Environment ${name} lacks ${plural(missing.length, 'thing')} that mdw.yml names: ${missing.join(', ')}.`,
    why: usesTerraform(context)
      ? 'The root module was applied, but does not make this.'
      : `mdw.yml has no terraform: for ${name}, so mdw makes nothing of this there.`,
    actions: usesTerraform(context)
      ? ['Let the root module make it, or correct the names in mdw.yml.']
      : [
          'Have it made, or correct the names in mdw.yml.',
          `Or let mdw make everything with its Terraform module: \`terraform: {}\` under environments.${name} in mdw.yml.`,
        ],
    exitCode: ExitCode.notReady,
    data: { missing },
  })
}
