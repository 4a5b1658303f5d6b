import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestLakehouse, type TestLakehouse } from '../lakehouse.js'
import { clientPython } from '../support/client-python.js'

const folder = join(import.meta.dirname, 'python')
const BUCKET = 'clients'

interface Outcome {
  check: string
  /** The traceback; null when it held. */
  failure: string | null
}

/** Runs a suite of `python/` against a lakehouse of its own, once, and gives each of its checks as a test. */
export function pythonChecks(script: string): void {
  const file = join(folder, script)
  const names = [...readFileSync(file, 'utf8').matchAll(/^@check\("(.+)"\)$/gm)].map(match => match[1]!)
  const outcomes = new Map<string, Outcome>()
  let lake: TestLakehouse
  let output = ''

  beforeAll(async () => {
    const python = await clientPython()
    lake = await startTestLakehouse()
    await lake.s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const result = await execa(python, [file], {
      cwd: folder,
      env: { ...environment(lake), MDW_CLIENTS_BUCKET: BUCKET },
      extendEnv: false,
      reject: false,
    })
    output = result.stderr
    for (const line of result.stdout.split('\n').filter(text => text.startsWith('{"check"'))) {
      const outcome: Outcome = JSON.parse(line)
      outcomes.set(outcome.check, outcome)
    }
  }, 600_000)
  afterAll(() => lake?.stop())

  test.each(names)('%s', name => {
    const outcome = outcomes.get(name)
    expect(outcome ? outcome.failure : `It did not run: ${output}`).toBeNull()
  })
}

/** What a user sets for any AWS client, and nothing of this machine's own AWS settings. */
function environment(lake: TestLakehouse): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|PYTHONDONTWRITEBYTECODE$)/.test(name))
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    // The command line's many starts are slow without compiled modules; those of the suites go elsewhere.
    PYTHONPYCACHEPREFIX: join(tmpdir(), 'mdw-clients-pycache'),
    MDW_CLIENTS_ENDPOINT: lake.endpoint,
    AWS_REGION: lake.config.region,
    AWS_DEFAULT_REGION: lake.config.region,
    AWS_ACCESS_KEY_ID: lake.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: lake.credentials.secretAccessKey,
  }
}
