import { describe, expect, it } from 'vitest'
import { parsePercent, refuseHollow } from '../../../src/lib/build/hollow.js'
import { EVERYTHING } from '../../../src/lib/build/selection.js'
import type { Environment } from '../../../src/lib/project/environment.js'
import { recordingProgress } from '../../support/progress.js'

describe('a share of the rows', () => {
  it.each([
    ['1%', 1],
    ['0.5%', 0.5],
    ['100', 100],
  ])('%s is %d percent', (text, percent) => expect(parsePercent(text)).toBe(percent))

  it.each(['0', '101%', '-1', 'x', '', '1%%', '1e2'])('"%s" is refused', text => {
    expect(() => parsePercent(text)).toThrow(expect.objectContaining({ code: 'INVALID_SAMPLE', exitCode: 2 }))
  })
})

describe('tables that hold no rows or a sample', () => {
  const environment = (isProtected: boolean) => ({ name: 'prod', protected: isProtected }) as Environment

  it.each([{ empty: true }, { sample: 1 }])('%j is refused where the environment is protected', flags => {
    const { progress } = recordingProgress()
    expect(() =>
      refuseHollow({ environment: environment(true) }, { command: 'build', selection: EVERYTHING, ...flags }, progress),
    ).toThrow(expect.objectContaining({ code: 'PROTECTED_ENVIRONMENT' }))
  })

  it('are warned of elsewhere', () => {
    const { progress, warnings } = recordingProgress()
    refuseHollow(
      { environment: environment(false) },
      { command: 'build', selection: EVERYTHING, sample: 0.5 },
      progress,
    )
    expect(warnings).toEqual([expect.stringContaining('0.5% of the rows')])
  })

  it('says of a part of the project that the rest has all of its rows', () => {
    const { progress, warnings } = recordingProgress()
    const selection = { ...EVERYTHING, select: ['std_sales'] }
    refuseHollow({ environment: environment(false) }, { command: 'build', selection, sample: 1 }, progress)
    expect(warnings).toEqual([
      expect.stringContaining('models outside the build are read with the rows that they have'),
    ])
  })
})
