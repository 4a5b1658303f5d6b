import { EMPLOYEES, PRODUCTS } from './dimensions.js'
import type { Random } from './random.js'

export const SALES_HEADER =
  'SalesID,SalesPersonID,CustomerID,ProductID,Quantity,Discount,TotalPrice,SalesDate,TransactionNumber\n'

/** Longest possible line, rounded up: a caller keeps this much room in its buffer. */
export const MAX_SALES_LINE = 128

const FIRST_DAY = Date.UTC(2018, 0, 1)
/** 2018-01-01 to 2018-05-09, both included. */
const DAYS = 129
const COMMA = 44
const NEWLINE = 10
const ZERO = 48

/**
 * Writes sales as CSV bytes straight into a buffer: at ten million lines, a string for each would cost more than
 * everything else. The line is that of the public files: TotalPrice is always 0.00, one date in a hundred is missing.
 */
export class SalesLines {
  private readonly days = bytesOf(
    Array.from({ length: DAYS }, (_, day) => new Date(FIRST_DAY + day * 86_400_000).toISOString().slice(0, 10)),
  )
  private readonly discounts = bytesOf([',0.00', ',0.10', ',0.20'])
  /** Every three-letter word over A-Z and 0-9: a transaction number is six of them and a bit. */
  private readonly words = threeLetterWords()

  constructor(
    private readonly random: Random,
    private readonly customers: number,
  ) {}

  /** Writes the line of sale `id` at `at`; returns where the next one goes. */
  write(buffer: Uint8Array, at: number, id: number): number {
    const random = this.random
    at = integer(buffer, at, id)
    buffer[at++] = COMMA
    at = integer(buffer, at, random.below(EMPLOYEES) + 1)
    buffer[at++] = COMMA
    at = integer(buffer, at, this.customer())
    buffer[at++] = COMMA
    at = integer(buffer, at, this.product())
    buffer[at++] = COMMA
    at = integer(buffer, at, random.below(24) + 1)
    const discount = random.below(10)
    at = copy(buffer, at, this.discounts[discount < 8 ? 0 : discount - 7]!)
    at = copy(buffer, at, TOTAL_PRICE)
    if (!random.oneIn(100)) at = this.date(buffer, at)
    buffer[at++] = COMMA
    at = this.transaction(buffer, at)
    buffer[at++] = NEWLINE
    return at
  }

  /** Some customers buy far more often than others, and each buys at least sometimes. */
  private customer(): number {
    const random = this.random
    const skewed = random.next() / 4294967296
    return Math.floor(skewed * skewed * this.customers) + 1
  }

  private product(): number {
    const random = this.random
    return random.oneIn(3) ? random.below(PRODUCTS / 4) + 1 : random.below(PRODUCTS) + 1
  }

  private date(buffer: Uint8Array, at: number): number {
    at = copy(buffer, at, this.days[this.random.below(DAYS)]!)
    const milliseconds = this.random.below(86_400_000)
    const seconds = Math.floor(milliseconds / 1000)
    buffer[at++] = 32
    at = twoDigits(buffer, at, Math.floor(seconds / 3600))
    buffer[at++] = 58
    at = twoDigits(buffer, at, Math.floor(seconds / 60) % 60)
    buffer[at++] = 58
    at = twoDigits(buffer, at, seconds % 60)
    buffer[at++] = 46
    const fraction = milliseconds % 1000
    buffer[at++] = ZERO + Math.floor(fraction / 100)
    return twoDigits(buffer, at, fraction % 100)
  }

  private transaction(buffer: Uint8Array, at: number): number {
    const words = this.words
    for (let pair = 0; pair < 3; pair++) {
      const bits = this.random.next()
      let word = (bits & 0xffff) % 46_656
      buffer[at++] = words[word * 3]!
      buffer[at++] = words[word * 3 + 1]!
      buffer[at++] = words[word * 3 + 2]!
      word = (bits >>> 16) % 46_656
      buffer[at++] = words[word * 3]!
      buffer[at++] = words[word * 3 + 1]!
      buffer[at++] = words[word * 3 + 2]!
    }
    const word = this.random.below(46_656)
    buffer[at++] = words[word * 3]!
    buffer[at++] = words[word * 3 + 1]!
    return at
  }
}

const TOTAL_PRICE = new TextEncoder().encode(',0.00,')

function bytesOf(texts: string[]): Uint8Array[] {
  const encoder = new TextEncoder()
  return texts.map(text => encoder.encode(text))
}

function threeLetterWords(): Uint8Array {
  const letters = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')
  const words = new Uint8Array(36 ** 3 * 3)
  let at = 0
  for (const first of letters) {
    for (const second of letters) {
      for (const third of letters) {
        words[at++] = first
        words[at++] = second
        words[at++] = third
      }
    }
  }
  return words
}

function copy(buffer: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) buffer[at++] = bytes[index]!
  return at
}

function twoDigits(buffer: Uint8Array, at: number, value: number): number {
  const tens = Math.floor(value / 10)
  buffer[at++] = ZERO + tens
  buffer[at++] = ZERO + value - tens * 10
  return at
}

/** A positive integer's decimal digits. */
function integer(buffer: Uint8Array, at: number, value: number): number {
  let digits = 1
  for (let bound = 10; value >= bound; bound *= 10) digits++
  for (let place = at + digits - 1; place >= at; place--) {
    const rest = Math.floor(value / 10)
    buffer[place] = ZERO + value - rest * 10
    value = rest
  }
  return at + digits
}
