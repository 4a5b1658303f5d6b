import { describe, expect, it } from 'vitest'
import { dbtArguments } from '../../../src/lib/build/dbt-arguments.js'
import { EVERYTHING } from '../../../src/lib/build/selection.js'

describe('the command line of dbt', () => {
  it('says what the request says', () => {
    const request = {
      command: 'build' as const,
      selection: { ...EVERYTHING, changed: true },
      failFast: true,
      empty: true,
    }
    expect(dbtArguments(request, 4, '/state').join(' ')).toBe(
      'build --select state:modified+ --state /state --threads 4 --fail-fast --empty --exclude-resource-type test snapshot',
    )
  })
})
