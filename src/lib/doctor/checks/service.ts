import { plural } from '../../ui/format.js'
import type { AwsClients } from '../../warehouse/clients.js'
import type { Answers } from '../answers.js'
import { type Check, type Examined, failed, type Judgement, notChecked, ok, warning } from '../check.js'

const SERVICES: (keyof AwsClients)[] = ['sts', 's3', 'glue', 'athena']

/** AWS refuses a signature that is older than five minutes, S3 one of fifteen (IAM: "Signature Version 4"). */
const REFUSED_SECONDS = 300
const NOTABLE_SECONDS = 60

export const serviceChecks: Check[] = [
  { id: 'endpoints', title: 'Endpoints', required: true, afterOthers: true, run: checkEndpoints },
  { id: 'clock', title: 'Clock', required: false, afterOthers: true, run: ({ answers }) => judgeClock(answers) },
]

/** One environment, one place: a variable for one service alone sends dbt's and mdw's calls to two warehouses. */
function checkEndpoints({ environment, answers }: Examined): Judgement {
  const silent = SERVICES.filter(name => !answers.get(name)?.answered)
  if (silent.length > 0) {
    const where = silent.map(name => `${name} at ${answers.get(name)?.origin ?? 'an unknown place'}`)
    return failed(`no answer from ${where.join(', ')}`, 'Check the network, the proxy, and AWS_ENDPOINT_URL variables.')
  }
  const origins = SERVICES.map(name => ({ name, origin: answers.get(name)!.origin }))
  const places = new Set(origins.map(({ origin }) => placeOf(origin)))
  if (places.size > 1) {
    return failed(
      `they differ: ${origins.map(({ name, origin }) => `${name} is ${origin}`).join(', ')}`,
      `Unset ${variablesSet().join(', ') || 'endpoint_url of single services in ~/.aws/config'}, or set AWS_ENDPOINT_URL for all.`,
    )
  }
  const [place] = places
  return ok(`all four answer at ${place === 'AWS' ? `AWS, ${environment.region}` : place}`)
}

/** AWS has a host for each service; anything else has to be one host. */
function placeOf(origin: string): string {
  return /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(origin).hostname) ? 'AWS' : origin
}

function variablesSet(): string[] {
  return SERVICES.map(name => `AWS_ENDPOINT_URL_${name.toUpperCase()}`).filter(name => process.env[name])
}

export function judgeClock(answers: Answers): Judgement {
  const differences = [...answers.values()].flatMap(({ ahead }) => (ahead === undefined ? [] : [ahead]))
  if (differences.length === 0) return notChecked('no answer had a Date header')
  const worst = differences.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
  const seconds = Math.round(Math.abs(worst))
  const detail = `this machine is ${plural(seconds, 'second')} ${worst > 0 ? 'ahead of' : 'behind'} the services`
  const action = 'Set the clock: let the system keep it by NTP.'
  if (seconds >= REFUSED_SECONDS) return failed(`${detail}: signatures are refused`, action)
  return seconds >= NOTABLE_SECONDS ? warning(detail, action) : ok('as the services’')
}
