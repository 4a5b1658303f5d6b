const DOLLARS_PER_TB = 5
const MEGABYTE = 1000 * 1000
const LEAST_BYTES = 10 * MEGABYTE

/**
 * Regions whose list price is known to be that: AWS Price List, AmazonAthena, usage type DataScannedInTB, published
 * 2026-08-31. Some regions cost more.
 */
const LISTED: ReadonlySet<string> = new Set(['us-east-1', 'eu-west-1', 'ap-south-1', 'ap-southeast-1'])

/**
 * What queries that scanned these bytes cost about on AWS. Each is rounded up to a megabyte, and is paid for as 10 at
 * least (Athena: "Pricing").
 */
export function approximateCost(scanned: number[], dollarsPerTb = DOLLARS_PER_TB): number {
  const paid = scanned.map(bytes => Math.max(Math.ceil(bytes / MEGABYTE) * MEGABYTE, LEAST_BYTES))
  return paid.reduce((sum, bytes) => sum + (bytes / 1e12) * dollarsPerTb, 0)
}

/** The price, and how sure it is: `$5 a TB, the list price of us-east-1`. */
export function describePrice(dollarsPerTb: number, region: string): string {
  if (dollarsPerTb !== DOLLARS_PER_TB) return `$${dollarsPerTb} a TB, as mdw.yml says`
  return LISTED.has(region)
    ? `$${dollarsPerTb} a TB, the list price of ${region}`
    : `$${dollarsPerTb} a TB, the price of most regions; cost.usd_per_tb in mdw.yml sets that of ${region}`
}

/** `about $0.25`, `less than $0.01`. */
export function formatDollars(dollars: number): string {
  return dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`
}
