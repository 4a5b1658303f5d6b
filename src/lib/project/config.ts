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

const folder = z.string().min(1, 'must be a folder')

/** Regions of every AWS partition: eu-west-1, us-gov-east-1, eusc-de-east-1. */
const region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d+$/, 'must be a region, like "eu-west-1"')

const ABOUT = {
  region: 'AWS region.',
  bucket: 'Bucket of the raw files, the tables and Athena’s results.',
  prefix: 'Before the name of every database: `dev_` makes `dev_std`, so that environments can share an account.',
  workgroup: 'Athena workgroup that queries run in.',
  protected: 'Destructive commands want the environment’s name typed, or given with --confirm.',
}

const localEnvironment = z.strictObject({
  kind: z.literal('local').describe('The embedded lakehouse on this machine. The environment `local` needs no kind.'),
  port: z
    .int()
    .min(1)
    .max(65535)
    .default(7480)
    .describe('Preferred port on 127.0.0.1; a free one is taken when it is in use.'),
  region: region.default('us-east-1').describe(ABOUT.region),
  bucket: bucket.default('mdw-local').describe(ABOUT.bucket),
  prefix: databasePrefix.default('').describe(ABOUT.prefix),
  workgroup: workgroup.default('mdw').describe(ABOUT.workgroup),
  protected: z.boolean().default(false).describe(ABOUT.protected),
  limits_off: z
    .array(z.enum(ATHENA_LIMITS))
    .default([])
    .describe('Limits of Athena that the local endpoint does not enforce, by name.'),
})

const awsEnvironment = z.strictObject({
  kind: z.literal('aws').describe('An environment in an AWS account.'),
  region: region.describe(ABOUT.region),
  bucket: bucket.describe(ABOUT.bucket),
  prefix: databasePrefix.default('').describe(ABOUT.prefix),
  workgroup: workgroup.default('primary').describe(ABOUT.workgroup),
  profile: z
    .string()
    .min(1, 'must be a name')
    .optional()
    .describe('Profile of the AWS configuration; the SDK’s default chain without it.'),
  role_arn: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/, 'must be like "arn:aws:iam::123456789012:role/dbt"')
    .describe('A role that mdw, dbt and Terraform assume, from the profile or the AWS SDK’s default chain.')
    .optional(),
  external_id: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'must be 2 to 1224 of letters, digits and "+=,.@:/-_"')
    .describe('What the trust policy of role_arn wants to be told as sts:ExternalId.')
    .optional(),
  role_session_name: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 of letters, digits and "+=,.@-_"')
    .describe('Name of the role’s sessions in CloudTrail; mdw without it.')
    .optional(),
  account_id: z
    .string()
    .regex(/^[0-9]{12}$/, 'must be twelve digits in quotes')
    .optional()
    .describe('The account that calls must come from; nothing is done in another one.'),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' })
    .optional()
    .describe('Another endpoint than AWS’s own, for AWS-compatible services.'),
  protected: z.boolean().default(false).describe(ABOUT.protected),
  terraform: terraformSettings
    .optional()
    .describe('With it, even empty, `mdw up` makes the environment by Terraform; what Terraform is told about it.'),
})

export const environmentConfig = z.discriminatedUnion('kind', [localEnvironment, awsEnvironment])

export const projectConfig = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*$/, 'must be lower case: a-z, 0-9, "-" and "_", a letter first')
    .describe('The project’s name.'),
  dbt: folder.default('dbt').describe('Folder of the dbt project, from mdw.yml’s own folder.'),
  data: folder
    .default('data/raw')
    .describe('Folder of the raw files, from mdw.yml’s own folder: one CSV, or a folder of CSVs, per table.'),
  threads: z.int().min(1).max(64).default(4).describe('Nodes that dbt builds at once.'),
  default_environment: z
    .string()
    .default('local')
    .describe('Environment that commands work on where neither --env nor MDW_ENV names one.'),
  lint: lintConfig.describe('Severities of layer rules, and models that may break them.'),
  cost: costConfig.describe('Athena’s price, and what a build may cost.'),
  environments: z
    .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower case: a-z, 0-9 and "-"'), environmentConfig)
    .default({})
    .describe('Where commands can work, by name. `local` exists without being named.'),
})

export type ProjectConfig = z.infer<typeof projectConfig>
export type LocalEnvironmentConfig = z.infer<typeof localEnvironment>
export type AwsEnvironmentConfig = z.infer<typeof awsEnvironment>
export type EnvironmentConfig = LocalEnvironmentConfig | AwsEnvironmentConfig

/** `local` as it is when mdw.yml says nothing about it. */
export function defaultLocalEnvironment(): LocalEnvironmentConfig {
  return localEnvironment.parse({ kind: 'local' })
}
