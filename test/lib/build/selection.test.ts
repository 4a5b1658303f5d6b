import { describe, expect, it } from 'vitest'
import { EVERYTHING, type Selection, selectionArguments } from '../../../src/lib/build/selection.js'

const select = (parts: Partial<Selection>) => selectionArguments({ ...EVERYTHING, ...parts }).join(' ')

describe('selection for dbt', () => {
  it('is empty for everything', () => {
    expect(select({})).toBe('')
  })

  it('takes layers together', () => {
    expect(select({ layers: ['raw', 'std'] })).toBe('--select source:* config.schema:std')
  })

  it('keeps only what is in both a layer and a selection', () => {
    expect(select({ layers: ['std', 'cur'], select: ['tag:daily'] })).toBe(
      '--select tag:daily,config.schema:std tag:daily,config.schema:cur',
    )
  })

  it('goes up and down the graph', () => {
    expect(select({ select: ['fct_sales'], upstream: true, exclude: ['stg'] })).toBe(
      '--select +fct_sales --exclude stg',
    )
    expect(select({ layers: ['stg'], upstream: true, downstream: true })).toBe('--select +config.schema:stg+')
  })

  it('leaves only what is changed', () => {
    expect(select({ changed: true })).toBe('--select state:modified+')
    expect(select({ changed: true, layers: ['std', 'cur'] })).toBe(
      '--select config.schema:std,state:modified+ config.schema:cur,state:modified+',
    )
    expect(select({ changed: true, select: ['fct_sales'], upstream: true })).toBe('--select +fct_sales,state:modified+')
  })

  it('names nodes by id, and only these', () => {
    const nodes = ['model.shop.daily.v2', 'test.shop.unique_daily_id.4ab0', 'unit_test.shop.daily.adds_up']
    expect(select({ nodes, layers: ['std'] })).toBe(
      '--select daily.v2 unique_daily_id adds_up --indirect-selection empty',
    )
  })
})
