import { z } from 'zod'
import { costConfig } from '../cost/config.js'
import { terraformSettings } from '../infra/settings.js'
import { lintConfig } from '../layers/lint-config.js'

/** Bucket names as S3 allows them (AWS: "General purpose bucket naming rules"). */
const bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be a bucket name: 3 to 63 of a-z, 0-9, "-" and "."')

const databasePrefix = z
  .string()
  .regex(/^([a-z][a-z0-9_]*_)?$/, 'must be lower case, end in "_" and hold only a-z, 0-9 and "_", like "dev_"')

const workgroup = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,128}$/, 'must be a workgroup name: letters, digits, ".", "_", "-"')

/** Limits of Athena that the local endpoint enforces; its process names the same. */
export const ATHENA_LIMITS = [
  'query-length',
  'open-partitions',
  'hive-timestamp-precision',
  'partition-columns-last',
  'empty-location',
] as const

const localEnvironment = z.strictObject({
  kind: z.literal('local'),
  /** Preferred port; a free one is taken when it is in use. */
  port: z.int().min(1).max(65535).default(7480),
  region: z.string().default('us-east-1'),
  bucket: bucket.default('mdw-local'),
  prefix: databasePrefix.default(''),
  workgroup: workgroup.default('mdw'),
  protected: z.boolean().default(false),
  /** Limits of Athena that the local endpoint does not enforce, by name. */
  limits_off: z.array(z.enum(ATHENA_LIMITS)).default([]),
})

const awsEnvironment = z.strictObject({
  kind: z.literal('aws'),
  region: z.string(),
  bucket,
  prefix: databasePrefix.default(''),
  workgroup: workgroup.default('primary'),
  profile: z.string().optional(),
  account_id: z
    .string()
    .regex(/^[0-9]{12}$/, 'must be twelve digits in quotes')
    .optional(),
  /** Another endpoint than AWS's own, for AWS-compatible services. */
  endpoint: z.url().optional(),
  protected: z.boolean().default(false),
  terraform: terraformSettings.optional(),
})

export const projectConfig = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_-]*$/, 'must be lower case: a-z, 0-9, "-" and "_", a letter first'),
  /** Folder of the dbt project. */
  dbt: z.string().default('dbt'),
  /** Folder of the raw files: one CSV, or a folder of CSVs, per table. */
  data: z.string().default('data/raw'),
  /** Nodes that dbt builds at once. */
  threads: z.int().min(1).max(64).default(4),
  /** Environment used when neither --env nor MDW_ENV names one. */
  default_environment: z.string().default('local'),
  /** Severities of layer rules, and models that may break them. */
  lint: lintConfig,
  /** Athena's price, and what a build may cost. */
  cost: costConfig,
  environments: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower case: a-z, 0-9 and "-"'),
      z.discriminatedUnion('kind', [localEnvironment, awsEnvironment]),
    )
    .default({}),
})

export type ProjectConfig = z.infer<typeof projectConfig>
export type LocalEnvironmentConfig = z.infer<typeof localEnvironment>
export type AwsEnvironmentConfig = z.infer<typeof awsEnvironment>
export type EnvironmentConfig = LocalEnvironmentConfig | AwsEnvironmentConfig

/** `local` as it is when mdw.yml says nothing about it. */
export function defaultLocalEnvironment(): LocalEnvironmentConfig {
  return localEnvironment.parse({ kind: 'local' })
}
