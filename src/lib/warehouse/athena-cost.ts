const DOLLARS_PER_TB = 5
const LEAST_BYTES = 10 * 1000 * 1000

/** What queries that scanned these bytes cost about on AWS, at the list price of most regions (Athena: "Pricing"). */
export function approximateCost(scanned: number[], dollarsPerTb = DOLLARS_PER_TB): number {
  return scanned.reduce((sum, bytes) => sum + (Math.max(bytes, LEAST_BYTES) / 1e12) * dollarsPerTb, 0)
}

/** `about $0.25`, `less than $0.01`. */
export function formatDollars(dollars: number): string {
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`
}
