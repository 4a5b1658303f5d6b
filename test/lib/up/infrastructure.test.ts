import { describe, expect, it } from 'vitest'
import type { MdwError } from '../../../src/lib/errors.js'
import { checkOutputs } from '../../../src/lib/up/infrastructure.js'
import { awsEnvironmentLike } from '../../support/environment.js'

const databases = { raw: 'dev_raw', stg: 'dev_stg', std: 'dev_std', cur: 'dev_cur' }
const output = (value: unknown) => ({ value, sensitive: false })

function refusal(outputs: Parameters<typeof checkOutputs>[1]): MdwError {
  try {
    checkOutputs(awsEnvironmentLike(), outputs)
  } catch (error) {
    return error as MdwError
  }
  return expect.fail('nothing was thrown')
}

describe('outputs of the root module', () => {
  it('may be the names of mdw.yml, more than those, or none of them', () => {
    checkOutputs(awsEnvironmentLike(), {
      ...{ bucket: output('shop-dev'), workgroup: output('mdw-dev'), reader_role_arn: output('arn:aws:iam::1:role/r') },
      databases: output({ ...databases, dqm: 'dev_dqm' }),
    })
    checkOutputs(awsEnvironmentLike(), {})
  })

  it('that are other names would have dbt build somewhere else', () => {
    const error = refusal({
      ...{ bucket: output('shop-dev-x7'), workgroup: output('mdw-dev') },
      databases: output({ ...databases, cur: 'mart' }),
    })
    expect(error).toMatchObject({ code: 'OUTPUTS_DIFFER', exitCode: 2 })
    expect(error.why).toContain('bucket: Terraform says shop-dev-x7, mdw.yml shop-dev.')
    expect(error.why).toContain('"cur":"mart"')
    expect(error.why).not.toContain('workgroup')
    expect(error.actions[0]).toContain('environments.dev')
  })
})
