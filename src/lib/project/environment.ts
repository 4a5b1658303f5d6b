export const LAYERS = ['raw', 'stg', 'std', 'cur'] as const
export type Layer = (typeof LAYERS)[number]

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  /** Of temporary ones. */
  expiration?: Date
}

/** A role that is assumed with the credentials of the profile or the default chain. */
export interface AssumedRole {
  arn: string
  externalId?: string
  sessionName: string
}

/** Where programs that mdw starts fetch the role's credentials: only mdw knows when they need new ones. */
export interface CredentialServer {
  url: string
  /** What they send as Authorization. */
  token: string
}

/**
 * Where commands work: an endpoint, who calls it, and the names there. `local` differs from AWS in nothing but these
 * values.
 */
export interface Environment {
  name: string
  kind: 'local' | 'aws'
  region: string
  /** `http://127.0.0.1:PORT` of the embedded lakehouse; undefined is AWS's own endpoints. */
  endpoint?: string
  /** The project's key pair for `local`; undefined is the AWS SDK's default chain. */
  credentials?: Credentials
  /** Profile of the user's AWS configuration, for the default chain. */
  profile?: string
  role?: AssumedRole
  /** With a role, once connected. */
  credentialServer?: CredentialServer
  /** The account that calls must come from; undefined is any. */
  accountId?: string
  bucket: string
  /** Before every database name: `dev_` makes `dev_std`. Empty for `local`. */
  prefix: string
  workgroup: string
  /** Destructive commands want the environment's name typed. */
  protected: boolean
}

/** The Glue database of a layer: `std`, or `dev_std` where the environment has a prefix. */
export function layerDatabase(environment: Pick<Environment, 'prefix'>, layer: Layer): string {
  return `${environment.prefix}${layer}`
}

/** Where Athena writes results, with the final slash. */
export function resultLocation(environment: Pick<Environment, 'bucket'>): string {
  return `s3://${environment.bucket}/athena-results/`
}
