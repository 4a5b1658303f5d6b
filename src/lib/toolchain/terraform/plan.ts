import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Progress } from '../../ui/reporter.js'
import type { ChangeCounts, Diagnostic, ResourceAction } from './events.js'
import { runTerraform, type TerraformFolder } from './run.js'

export interface PlannedChange {
  address: string
  resourceType: string
  action: ResourceAction
  /** Terraform's own word: `cannot_update`, `delete_because_no_resource_config`, … */
  reason?: string
  /** Deleting or replacing it loses what cannot be made again from the configuration. */
  losesData: boolean
}

export interface Plan {
  /** Applies to the state that it was made from, and to no other. */
  file: string
  /** Of the file: what is applied is what was shown, whoever else plans meanwhile. */
  digest: string
  changes: PlannedChange[]
  /** A replacement counts as one added and one removed, as Terraform counts. */
  counts: ChangeCounts
  /** Of anything: resources or outputs. */
  differs: boolean
  warnings: Diagnostic[]
}

export interface PlanRequest {
  folder: TerraformFolder
  /** Where the plan is kept; it may hold secrets. */
  file: string
  variableFiles: string[]
  destroy?: boolean
  /** Only a look: the state is not locked. */
  unlocked?: boolean
}

/** `terraform plan -json -out`. What differs is decided by `-detailed-exitcode` (2) and the planned changes. */
export async function makePlan(request: PlanRequest, progress?: Progress, signal?: AbortSignal): Promise<Plan> {
  const changes: PlannedChange[] = []
  let counts: ChangeCounts = { add: 0, change: 0, remove: 0 }
  const { exitCode, warnings } = await runTerraform({
    folder: request.folder,
    args: planArguments(request),
    accepted: [0, 2],
    onEvent(event) {
      if (event.type === 'planned-change') {
        const { type: _, ...change } = event
        changes.push({ ...change, losesData: losesData(change) })
        progress?.update(change.address)
      } else if (event.type === 'summary') counts = event.counts
    },
    ...(signal === undefined ? {} : { signal }),
  })
  // Terraform walks its graph in parallel: sorted, the same plan reads the same.
  changes.sort((a, b) => (a.address < b.address ? -1 : 1))
  return { file: request.file, digest: digestOf(request.file), changes, counts, differs: exitCode === 2, warnings }
}

export function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function planArguments({ file, variableFiles, destroy, unlocked }: PlanRequest): string[] {
  return [
    ...['plan', '-json', '-input=false', '-detailed-exitcode', `-out=${file}`],
    ...variableFiles.map(path => `-var-file=${path}`),
    ...(destroy ? ['-destroy'] : []),
    ...(unlocked ? ['-lock=false'] : []),
  ]
}

/** Resources that hold what somebody wrote. A versioning or an encryption switched off is no loss at once. */
const HOLDS_DATA = new Set([
  'aws_s3_bucket',
  'aws_s3_object',
  'aws_glue_catalog_database',
  'aws_glue_catalog_table',
  'aws_athena_workgroup',
  'aws_kms_key',
  'aws_dynamodb_table',
])

/** The module's raw tables: definitions over files that stay, made again from the same sources. */
const OVER_FILES = /aws_glue_catalog_table\.raw\[/

function losesData({ address, resourceType, action }: Omit<PlannedChange, 'losesData'>): boolean {
  if (action !== 'delete' && action !== 'replace') return false
  return HOLDS_DATA.has(resourceType) && !OVER_FILES.test(address)
}
