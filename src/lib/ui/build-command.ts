import { Flags } from '@oclif/core'
import { type BuildRequest, type BuildResult, buildFailed } from '../build/build.js'
import { retryRequest } from '../build/retry.js'
import { LAYERS } from '../project/environment.js'
import { recordedBuild } from '../up/build-all.js'
import type { Connection } from '../warehouse/connection.js'
import { step } from './steps.js'
import { WarehouseCommand } from './warehouse-command.js'

/** What `mdw build` and `mdw test` share: the selection flags, one dbt run, and its result. */
export abstract class BuildCommand extends WarehouseCommand {
  static selectionFlags = {
    layer: Flags.option({
      char: 'l',
      options: LAYERS,
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only nodes of this layer; may be repeated.',
    })(),
    select: Flags.string({ char: 's', multiple: true, summary: 'Only these nodes, in dbt’s selection syntax.' }),
    exclude: Flags.string({ multiple: true, summary: 'Not these nodes, in dbt’s selection syntax.' }),
    upstream: Flags.boolean({ summary: 'Also everything that the selected nodes depend on.' }),
    downstream: Flags.boolean({ summary: 'Also everything that depends on the selected nodes.' }),
    vars: Flags.string({ summary: 'Variables for dbt, as YAML: \'{unknown_date: "1970-01-01"}\'.' }),
    threads: Flags.integer({
      char: 't',
      min: 1,
      max: 64,
      summary: 'Nodes built at once; MDW_THREADS or mdw.yml’s threads without it.',
    }),
  }

  protected async runBuild(
    title: string,
    flags: { env?: string; retry?: boolean },
    wanted: BuildRequest,
    before?: (connection: Connection) => Promise<void>,
  ): Promise<BuildResult & { environment: string }> {
    const connection = await this.connect(flags)
    await before?.(connection)
    const result = await step(this.reporter, title, async progress => {
      const request = flags.retry ? await retryRequest(connection, wanted, progress, this.signal) : wanted
      return recordedBuild(connection, request, progress, this.signal)
    })
    if (!result.success) throw buildFailed(result)
    return { environment: connection.environment.name, ...result }
  }
}

/** The parsed selection flags, as the library takes them. */
export function selectionOf(flags: {
  layer?: string[]
  select?: string[]
  exclude?: string[]
  upstream: boolean
  downstream: boolean
}): BuildRequest['selection'] {
  return {
    layers: (flags.layer ?? []) as BuildRequest['selection']['layers'],
    select: flags.select ?? [],
    exclude: flags.exclude ?? [],
    upstream: flags.upstream,
    downstream: flags.downstream,
  }
}
