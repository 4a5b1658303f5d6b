/** Draws the same numbers everywhere for the same seed (sfc32, Chris Doty-Humphrey's small fast counting generator). */
export class Random {
  private a = 0
  private b = 0
  private c: number
  private counter = 1

  constructor(seed: number) {
    this.c = seed | 0
    for (let warm = 0; warm < 15; warm++) this.next()
  }

  /** 32 random bits, as an unsigned integer. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** An integer from 0 to `bound` - 1. The bias of the multiplication is far below what a sample shows. */
  below(bound: number): number {
    return Math.floor((this.next() / 4294967296) * bound)
  }

  /** True once in `n` draws on average. */
  oneIn(n: number): boolean {
    return this.below(n) === 0
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!
  }
}
