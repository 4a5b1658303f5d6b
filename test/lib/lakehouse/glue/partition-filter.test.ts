import { describe, expect, it } from 'vitest'
import { partitionFilter } from '../../../../src/lib/lakehouse/glue/partition-filter/filter.js'
import { like } from '../../../../src/lib/lakehouse/glue/partition-filter/like.js'

const keys = [
  { name: 'region', type: 'string' },
  { name: 'year', type: 'int' },
  { name: 'day', type: 'date' },
  { name: 'at', type: 'timestamp' },
  { name: 'amount', type: 'decimal(20,2)' },
]
const row = ['eu-west', '2024', '2024-02-29', '2024-02-29 10:00:00', '-1.50']

const holds = (expression: string, values = row) => partitionFilter(expression, keys)(values)

const failure = (work: () => unknown): string => {
  try {
    work()
    return 'no error'
  } catch (error) {
    const { name, message } = error as Error
    return `${name}: ${message}`
  }
}

describe('conditions', () => {
  it.each([
    ["region = 'eu-west'", true],
    ["region <> 'eu-west'", false],
    ["region != 'us'", true],
    ["region > 'eu'", true],
    ["'eu' = 'eu'", undefined],
    ['year = 2024', true],
    ["year = '2024'", true],
    ['year > 999', true],
    ['year <= 2024', true],
    ['year < -1', false],
    ["day >= '2024-02-28'", true],
    ["day < '2024-02-29'", false],
    ["at = '2024-02-29 10:00:00.000'", true],
    ["at < '2024-02-29 10:00:00.5'", true],
    ['amount = -1.5', true],
    ["amount < '-1.49'", true],
    ['amount < -1.501', false],
    ["region like 'eu%'", true],
    ["region LIKE '_u-west'", true],
    ["region not like '%west'", false],
    ["region in ('us', 'eu-west')", true],
    ['year NOT IN (2023, 2024)', false],
    ['year between 2024 and 2025', true],
    ['year between 2025 and 2024', false],
    ["day NOT BETWEEN '2024-01-01' AND '2024-12-31'", false],
    ['year is null', false],
    ['year is not null', true],
    ['"year" = 2024', true],
    ['`YEAR` = (2024)', true],
    ['(year) = 2024', true],
    ['((year) in ((2024)))', true],
  ])('%s: %s', (expression, expected) => {
    if (expected === undefined) expect(failure(() => holds(expression))).toMatch(/^InvalidInputException: Unsupported/)
    else expect(holds(expression)).toBe(expected)
  })

  it('bind NOT before AND before OR, and parentheses first', () => {
    expect(holds("year = 2024 or year = 1 and region = 'x'")).toBe(true)
    expect(holds("(year = 2024 or year = 1) and region = 'x'")).toBe(false)
    expect(holds("not year = 1 and region = 'eu-west'")).toBe(true)
    expect(holds("NOT (year = 1 AND region = 'eu-west')")).toBe(true)
    expect(holds('not not year = 2024')).toBe(true)
    expect(holds("((year = 2024)AND(region='eu-west'))")).toBe(true)
  })

  it('treat the null partition as null', () => {
    const values = ['eu', '__HIVE_DEFAULT_PARTITION__', ...row.slice(2)]
    expect(holds('year is null', values)).toBe(true)
    expect(holds('year = 1', values)).toBe(false)
    expect(holds('not year = 1', values)).toBe(false)
    expect(holds("year = 1 or region = 'eu'", values)).toBe(true)
    expect(holds("year not in (1) and region = 'eu'", values)).toBe(false)
  })

  it('read doubled quotes and keywords inside of quotes', () => {
    const values = ["o'neill and or", ...row.slice(1)]
    expect(holds("region = 'o''neill and or'", values)).toBe(true)
  })
})

describe('refusals', () => {
  it.each([
    'year',
    'year =',
    'year = 2024 and',
    "region = 'open",
    'year = 2024 year = 2024',
    'year in ()',
    'year between 1',
    'and = 1',
    'year = region',
    'year = 1; drop',
    'region like 5',
    'f(year) = 1',
    '(year = 1',
    'year is 5',
  ])('cannot read: %s', expression => {
    expect(failure(() => holds(expression))).toBe(`InvalidInputException: Unsupported expression '${expression}'`)
  })

  it('name unknown keys, wrong literals, and types that cannot be filtered by', () => {
    expect(failure(() => holds('month = 1'))).toBe('InvalidInputException: Invalid partition expression!')
    expect(failure(() => holds("year = 'x'"))).toBe('InvalidInputException: "x" is not an integer.')
    expect(failure(() => holds("day = '2024-02-30'"))).toBe('InvalidInputException: 2024-02-30 is not a date.')
    expect(failure(() => holds("year like '2%'"))).toBe(
      "InvalidInputException: Integral data type doesn't support operation 'LIKE'",
    )
    expect(failure(() => partitionFilter('x = 1', [{ name: 'x', type: 'double' }]))).toBe(
      "InvalidInputException: Unknown type : 'double'",
    )
  })

  it('fail on a stored value that is none of its key’s type', () => {
    expect(failure(() => holds('year = 1', ['eu', 'abc', ...row.slice(2)]))).toBe(
      'InvalidStateException: "abc" is not an integer.',
    )
  })
})

describe('LIKE', () => {
  it('backtracks and stays quick', () => {
    expect(like('abcbcd', 'a%bcd')).toBe(true)
    expect(like('abc', 'a%c%')).toBe(true)
    expect(like('', '%')).toBe(true)
    expect(like('', '_')).toBe(false)
    expect(like('a.c', 'a_c')).toBe(true)
    expect(like('a😀c', 'a_c')).toBe(true)
    expect(like('a'.repeat(1024), `${'%a'.repeat(500)}b`)).toBe(false)
  })
})
