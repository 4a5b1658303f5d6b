import { z } from 'zod'

/*
 * The lines of `terraform plan|apply -json` (Terraform documentation, "Machine-Readable UI"). `resource_drift` is left
 * out on purpose: a plan without any difference emits it for attributes that AWS normalized.
 */

/** `read` is a data source: it has start and complete events in apply as resources do. */
export type ResourceAction = 'create' | 'update' | 'delete' | 'replace' | 'read' | 'move' | 'import' | 'forget' | 'noop'

export interface Diagnostic {
  severity: 'error' | 'warning'
  summary: string
  detail: string
  /** The resource it is about. */
  address?: string
  /** `main.tf:12`. */
  place?: string
}

export interface ChangeCounts {
  add: number
  change: number
  remove: number
}

export type TerraformEvent =
  | { type: 'planned-change'; address: string; resourceType: string; action: ResourceAction; reason?: string }
  | { type: 'started'; address: string; action: ResourceAction }
  | { type: 'progress'; address: string; action: ResourceAction; seconds: number }
  | { type: 'completed'; address: string; action: ResourceAction; seconds: number; id?: string }
  | { type: 'errored'; address: string; action: ResourceAction; seconds: number }
  | { type: 'summary'; operation: string; counts: ChangeCounts }
  | { type: 'diagnostic'; diagnostic: Diagnostic }

const resource = z.object({ addr: z.string(), resource_type: z.string() })
const action = z.string().transform(text => text as ResourceAction)
const hook = z.object({
  resource,
  action,
  elapsed_seconds: z.number().default(0),
  id_value: z.string().optional(),
})

const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('planned_change'),
    change: z.object({ resource, action, reason: z.string().optional() }),
  }),
  z.object({ type: z.literal('apply_start'), hook }),
  z.object({ type: z.literal('apply_progress'), hook }),
  z.object({ type: z.literal('apply_complete'), hook }),
  z.object({ type: z.literal('apply_errored'), hook }),
  z.object({
    type: z.literal('change_summary'),
    changes: z.object({ add: z.number(), change: z.number(), remove: z.number(), operation: z.string() }),
  }),
  z.object({
    type: z.literal('diagnostic'),
    diagnostic: z.object({
      severity: z.enum(['error', 'warning']),
      summary: z.string(),
      detail: z.string().default(''),
      address: z.string().optional(),
      range: z.object({ filename: z.string(), start: z.object({ line: z.number() }) }).optional(),
    }),
  }),
])

const HOOKS = {
  apply_start: 'started',
  apply_progress: 'progress',
  apply_complete: 'completed',
  apply_errored: 'errored',
} as const

/** One line as an event; undefined for lines of other kinds and for text that is no JSON. */
export function parseEvent(text: string): TerraformEvent | undefined {
  const parsed = line.safeParse(jsonOf(text))
  if (!parsed.success) return undefined
  const found = parsed.data
  if (found.type === 'planned_change') {
    const { resource: changed, action: planned, reason } = found.change
    const { addr: address, resource_type: resourceType } = changed
    return { type: 'planned-change', address, resourceType, action: planned, ...(reason ? { reason } : {}) }
  }
  if (found.type === 'change_summary') {
    const { operation, ...counts } = found.changes
    return { type: 'summary', operation, counts }
  }
  if (found.type === 'diagnostic') return { type: 'diagnostic', diagnostic: diagnosticOf(found.diagnostic) }
  const { resource: touched, action: done, elapsed_seconds: seconds, id_value: id } = found.hook
  const event = { address: touched.addr, action: done }
  if (found.type === 'apply_start') return { type: 'started', ...event }
  if (found.type === 'apply_complete') return { type: 'completed', ...event, seconds, ...(id ? { id } : {}) }
  return { type: HOOKS[found.type], ...event, seconds }
}

function diagnosticOf(found: Extract<z.infer<typeof line>, { type: 'diagnostic' }>['diagnostic']): Diagnostic {
  const { severity, summary, detail, address, range } = found
  const place = range === undefined ? undefined : `${range.filename}:${range.start.line}`
  return { severity, summary, detail, ...(address ? { address } : {}), ...(place ? { place } : {}) }
}

function jsonOf(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
