import { dbtProject } from '../toolchain/dbt/environment.js'
import { listNodes } from '../toolchain/dbt/list.js'
import type { Connection } from '../warehouse/connection.js'
import type { BuildRequest } from './build.js'
import { type Selection, selectionArguments } from './selection.js'

export interface ListSelected {
  selection: Selection
  /** Folder of the manifest that `changed` compares with. */
  state?: string | undefined
  vars?: BuildRequest['vars']
  signal?: AbortSignal
}

/** The ids of what a build's selection takes. */
export function listSelected(
  connection: Connection,
  { selection, state, vars, signal }: ListSelected,
): Promise<string[]> {
  const args = [
    ...selectionArguments(selection),
    ...(state === undefined ? [] : ['--state', state]),
    ...(vars === undefined ? [] : ['--vars', vars]),
  ]
  return listNodes({ args, ...dbtProject(connection), signal })
}
