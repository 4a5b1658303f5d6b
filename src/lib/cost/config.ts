import { z } from 'zod'

const UNITS = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const

/** `500 MB` as bytes; decimal units, as Athena's price is. */
const bytes = z.union(
  [
    z.int().positive(),
    z
      .string()
      .regex(/^\d+(\.\d+)? ?(B|KB|MB|GB|TB)$/i, 'must be a size like "500 MB" or "2 TB"')
      .transform(text => {
        const [, amount, unit] = /^([\d.]+) ?([a-z]+)$/i.exec(text)!
        return Math.round(Number(amount) * UNITS[unit!.toLowerCase() as keyof typeof UNITS])
      }),
  ],
  { error: 'must be a size like "500 MB" or "2 TB", or a number of bytes' },
)

/** The `cost:` block of mdw.yml. */
export const costConfig = z
  .strictObject({
    usd_per_tb: z
      .number()
      .positive()
      .default(5)
      .describe('Dollars that Athena takes for a terabyte scanned. The default is the list price of most regions.'),
    budget: z
      .strictObject({
        bytes: bytes.optional().describe('Most that one build may scan: a number of bytes, or a size like "500 MB".'),
        usd: z.number().positive().optional().describe('Most dollars that one build may cost.'),
        action: z
          .enum(['warn', 'stop'])
          .default('warn')
          .describe('`stop` starts no build that is estimated above the budget, unless it is run with --over-budget.'),
      })
      .refine(budget => budget.bytes !== undefined || budget.usd !== undefined, 'needs bytes: or usd:')
      .optional()
      .describe('What one build may scan, by the estimate of `mdw plan`. It needs `bytes` or `usd`.'),
  })
  .prefault({})

export type CostConfig = z.infer<typeof costConfig>
