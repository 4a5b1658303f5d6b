import { invalidArgument, type NativeFunction } from '../native.js'

/*
 * Distribution functions: the incomplete beta function by its continued fraction and the error function by series,
 * both to double precision (Abramowitz and Stegun 7.1.5, 26.5.8), and Trino's numeric histogram.
 */

/** Lanczos; good to 1e-15 through the reflection-free form for positive arguments. */
function logGamma(x: number): number {
  const g = 7
  const c = [
    0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ]
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = c.reduce((total, value, i) => (i === 0 ? value : total + value / (z + i)), 0)
  const t = z + g + 0.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  const bounded = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / bounded(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / bounded(1 + even * d)
    c = bounded(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / bounded(1 + odd * d)
    c = bounded(1 + odd / c)
    h *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return h
}

function regularizedBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(a, b, x)) / a
    : 1 - (front * continuedFraction(b, a, 1 - x)) / b
}

function inverseBeta(a: number, b: number, p: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 200 && high - low > 1e-17; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (regularizedBeta(a, b, middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function errorFunction(z: number): number {
  if (Math.abs(z) > 6) return Math.sign(z)
  let term = z
  let sum = z
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum) && n < 400; n++) {
    term *= (2 * z * z) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum
}

const normal = (z: number) => 0.5 * (1 + errorFunction(z / Math.SQRT2))

function normalQuantile(p: number): number {
  let low = -40
  let high = 40
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (normal(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function studentDensity(x: number, df: number): number {
  const log = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI)
  return Math.exp(log - ((df + 1) / 2) * Math.log1p((x * x) / df))
}

function student(x: number, df: number): number {
  const tail = 0.5 * regularizedBeta(df / 2, 0.5, df / (df + x * x))
  return x > 0 ? 1 - tail : tail
}

interface Bucket {
  value: number
  weight: number
}

/** What merging two buckets would cost: the growth of the squared error, as Trino's NumericHistogram weighs it. */
function penalty(a: Bucket, b: Bucket): number {
  const weight = a.weight + b.weight
  return ((a.value - b.value) ** 2 * a.weight * b.weight) / weight
}

type Doubles = (number | null)[]

function numericHistogram(values: Doubles, weighed: Doubles, count: bigint): Map<number, number> {
  if (count < 2n) throw invalidArgument('numeric_histogram bucket count must be greater than one')
  const weights = new Map<number, number>()
  for (const [i, value] of values.entries()) {
    const weight = weighed[i]
    if (value !== null && weight != null) weights.set(value, (weights.get(value) ?? 0) + weight)
  }
  const buckets = [...weights].map(([value, weight]): Bucket => ({ value, weight })).sort((a, b) => a.value - b.value)
  while (buckets.length > Number(count)) {
    let best = 0
    for (let i = 1; i < buckets.length - 1; i++)
      if (penalty(buckets[i]!, buckets[i + 1]!) < penalty(buckets[best]!, buckets[best + 1]!)) best = i
    const [a, b] = buckets.slice(best, best + 2) as [Bucket, Bucket]
    const weight = a.weight + b.weight
    buckets.splice(best, 2, { value: (a.value * a.weight + b.value * b.weight) / weight, weight })
  }
  return new Map(buckets.map(({ value, weight }) => [value, weight]))
}

function positive(value: number, name: string): void {
  if (!(value > 0)) throw invalidArgument(`${name} must be > 0`)
}

function probability(p: number, message: string): void {
  if (!(p >= 0 && p <= 1)) throw invalidArgument(message)
}

export const statistics: NativeFunction[] = [
  {
    name: 't_normal_cdf',
    args: ['double', 'double', 'double'],
    returns: 'double',
    call: (mean: number, sd: number, value: number) => {
      positive(sd, 'standardDeviation')
      return normal((value - mean) / sd)
    },
  },
  {
    name: 't_inverse_normal_cdf',
    args: ['double', 'double', 'double'],
    returns: 'double',
    call: (mean: number, sd: number, p: number) => {
      if (!(p > 0 && p < 1)) throw invalidArgument('p must be 0 > p > 1')
      positive(sd, 'sd')
      return mean + sd * normalQuantile(p)
    },
  },
  {
    name: 't_beta_cdf',
    args: ['double', 'double', 'double'],
    returns: 'double',
    call: (a: number, b: number, value: number) => {
      probability(value, 'value must be in the interval [0, 1]')
      positive(a, 'a')
      positive(b, 'b')
      return regularizedBeta(a, b, value)
    },
  },
  {
    name: 't_inverse_beta_cdf',
    args: ['double', 'double', 'double'],
    returns: 'double',
    call: (a: number, b: number, p: number) => {
      probability(p, 'p must be in the interval [0, 1]')
      positive(a, 'a')
      positive(b, 'b')
      return inverseBeta(a, b, p)
    },
  },
  {
    name: 't_t_cdf',
    args: ['double', 'double'],
    returns: 'double',
    call: (x: number, df: number) => {
      positive(df, 'df')
      return student(x, df)
    },
  },
  {
    name: 't_t_pdf',
    args: ['double', 'double'],
    returns: 'double',
    call: (x: number, df: number) => {
      positive(df, 'df')
      return studentDensity(x, df)
    },
  },
  {
    name: 't_numeric_histogram',
    args: ['double[]', 'double[]', 'bigint'],
    returns: 'map(double, double)',
    call: numericHistogram,
  },
]
