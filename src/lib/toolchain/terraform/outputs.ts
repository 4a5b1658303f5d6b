import { z } from 'zod'
import { runTerraform, type TerraformFolder } from './run.js'

const document = z.record(z.string(), z.object({ sensitive: z.boolean().default(false), value: z.unknown() }))

export type Outputs = Record<string, { value: unknown; sensitive: boolean }>

/** The outputs of the last apply; none before the first. */
export async function readOutputs(folder: TerraformFolder, signal?: AbortSignal): Promise<Outputs> {
  const args = ['output', '-json']
  const { stdout } = await runTerraform({ folder, args, ...(signal === undefined ? {} : { signal }) })
  return document.parse(JSON.parse(stdout)) as Outputs
}
