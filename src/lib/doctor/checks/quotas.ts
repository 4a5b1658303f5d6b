import { z } from 'zod'
import { signedRequest } from '../../toolchain/signed-request.js'
import { currentCredentials } from '../../warehouse/clients.js'
import { type Check, type Examined, type Judgement, notChecked, ok, warning } from '../check.js'

export const quotaChecks: Check[] = [{ id: 'quotas', title: 'Quotas', required: false, run: checkQuotas }]

/** Running and queued SELECT, CTAS and INSERT queries of the account in the region (Athena User Guide, "Service Quotas"). */
const ACTIVE_DML_QUERIES = 'L-FC5F6546'

const CONSOLE = 'Raise "Active DML queries" of Athena in the Service Quotas console'

async function checkQuotas(examined: Examined): Promise<Judgement> {
  const { threads, caller } = examined
  const answer = await askQuota(examined, 'GetServiceQuota')
  // Some quotas that nobody raised have a default only.
  const found = answer.value === undefined ? await askQuota(examined, 'GetAWSDefaultServiceQuota') : answer
  const own = `a build runs up to ${threads} queries at once`
  if (found.value === undefined) {
    const denied = /AccessDenied/.test(answer.error ?? '')
    const why = denied ? 'servicequotas:GetServiceQuota is not allowed' : unanswered(examined, answer.error)
    return notChecked(
      `${why}; ${own}`,
      ...(denied ? [`Allow servicequotas:GetServiceQuota to ${caller.arn}, if this is to be checked.`] : []),
    )
  }
  const detail = `Athena takes ${found.value} queries at once from the whole account; ${own}`
  if (threads <= found.value) return ok(detail)
  return warning(detail, `${CONSOLE}, or lower threads: in mdw.yml.`)
}

function unanswered({ environment: { endpoint } }: Examined, error: string | undefined): string {
  return endpoint === undefined ? `Service Quotas: ${error}` : `not answered at ${endpoint}`
}

const quota = z.object({ Quota: z.object({ Value: z.number() }) })
const refusal = z.object({ __type: z.string() })

/** Service Quotas API Reference: JSON 1.1, one operation a header. */
async function askQuota(
  { environment, clients }: Examined,
  operation: 'GetServiceQuota' | 'GetAWSDefaultServiceQuota',
): Promise<{ value?: number; error?: string }> {
  const { endpoint, region } = environment
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const response = await signedRequest({
    url: new URL(endpoint ?? `https://servicequotas.${region}.${suffix}/`),
    method: 'POST',
    service: 'servicequotas',
    region,
    credentials: await currentCredentials(clients),
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `ServiceQuotasV20190624.${operation}`,
    },
    // A network that lets only the other services through is no reason to wait for.
    signal: AbortSignal.timeout(5_000),
    body: JSON.stringify({ ServiceCode: 'athena', QuotaCode: ACTIVE_DML_QUERIES }),
  })
  const document = await response.json().catch(() => undefined)
  const found = quota.safeParse(document)
  if (found.success) return { value: found.data.Quota.Value }
  const refused = refusal.safeParse(document)
  return { error: refused.success ? refused.data.__type.replace(/^.*#/, '') : `status ${response.status}` }
}
