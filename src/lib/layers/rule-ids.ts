/** Every rule of `mdw lint`: the layers' own first, then what Athena would refuse. */
export const RULE_IDS = [
  'raw-no-model',
  'stg-no-join',
  'stg-no-aggregate',
  'std-no-aggregate',
  'cur-no-raw-ref',
  'cur-partitioned',
  'layer-order',
  'layer-known',
  'materialization',
  'naming',
  'athena-syntax',
  'athena-unknown-function',
  'athena-types',
  'athena-timestamp-precision',
  'athena-partitions',
] as const

export type RuleId = (typeof RULE_IDS)[number]

export const SEVERITIES = ['error', 'warning', 'off'] as const
export type Severity = Exclude<(typeof SEVERITIES)[number], 'off'>
