import { runProcess } from '../process.js'

const DEFAULT_HUB = 'https://hub.getdbt.com/'
const SECONDS = 3

/** Asked through Python's requests, as dbt does it: proxies, certificates and everything else are then the same. */
const SCRIPT = `
import sys, requests
try:
    answer = requests.get(sys.argv[1], timeout=float(sys.argv[2]), stream=True)
    sys.exit(0 if answer.ok else f"answered {answer.status_code}")
except requests.exceptions.RequestException as error:
    sys.exit(type(error).__name__)
`

export interface HubAnswer {
  url: string
  reachable: boolean
  /** Why not. */
  reason?: string
}

/** Whether dbt's package hub (or the one that DBT_PACKAGE_HUB_URL names) answers within a few seconds. */
export async function checkHub(python: string, signal?: AbortSignal): Promise<HubAnswer> {
  const url = process.env.DBT_PACKAGE_HUB_URL || DEFAULT_HUB
  const result = await runProcess({
    command: python,
    args: ['-X', 'utf8', '-c', SCRIPT, `${url}api/v1/index.json`, `${SECONDS}`],
    signal,
  })
  if (result.exitCode === 0) return { url, reachable: true }
  return { url, reachable: false, reason: result.stderr.trim().split('\n').at(-1) }
}
