import type { Progress } from '../../ui/reporter.js'
import { runTerraform, type TerraformFolder } from './run.js'

/** `terraform init`: providers and the backend. `backend` fills the root's partial configuration, by name. */
export async function initTerraform(
  folder: TerraformFolder,
  backend: Record<string, string>,
  progress?: Progress,
  signal?: AbortSignal,
): Promise<void> {
  progress?.update('terraform init')
  await runTerraform({
    folder,
    args: initArguments(backend),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** -reconfigure: the data folder belongs to one environment, so an older setting is never a state to move. */
function initArguments(backend: Record<string, string>): string[] {
  const settings = Object.entries(backend).map(([name, value]) => `-backend-config=${name}=${value}`)
  return ['init', '-json', '-input=false', '-reconfigure', ...settings]
}
