import { describe, expect, it } from 'vitest'
import { costConfig } from '../../../src/lib/cost/config.js'

describe('the cost: block of mdw.yml', () => {
  it('has the list price and no budget when it is not there', () => {
    expect(costConfig.parse(undefined)).toEqual({ usd_per_tb: 5 })
  })

  it.each([
    ['500 MB', 500e6],
    ['2TB', 2e12],
    ['1.5 gb', 1.5e9],
    [1024, 1024],
  ])('reads %s', (bytes, expected) => {
    expect(costConfig.parse({ budget: { bytes } }).budget).toEqual({ bytes: expected, action: 'warn' })
  })

  it.each([
    [{ budget: {} }],
    [{ budget: { bytes: '5 apples' } }],
    [{ budget: { usd: 0 } }],
    [{ budget: { usd: 1, action: 'cry' } }],
    [{ price: 5 }],
  ])('refuses %j', block => expect(costConfig.safeParse(block).success).toBe(false))
})
