import { devNull } from 'node:os'
import type { Environment } from '../project/environment.js'

/** Settings that would send a client to another endpoint than the environment's. */
const OTHER_ENDPOINT = [
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  ...['ATHENA', 'GLUE', 'S3', 'STS', 'LAKEFORMATION'].map(service => `AWS_ENDPOINT_URL_${service}`),
]

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION']

/** Settings that would make a client somebody else than the environment's own keys say. */
const OTHER_IDENTITY = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
]

export interface ClientVariables {
  set: Record<string, string>
  unset: string[]
}

/** The variables with which any AWS client reaches the environment, as the identity that mdw itself has there. */
export function clientVariables(environment: Environment): ClientVariables {
  const { endpoint, region } = environment
  const identity = identityVariables(environment)
  return {
    set: {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
      ...identity.set,
    },
    unset: [...(endpoint === undefined ? [] : OTHER_ENDPOINT), ...identity.unset],
  }
}

function identityVariables({ credentials, credentialServer, profile }: Environment): ClientVariables {
  if (credentials !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
    const set = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
      ...(expiration === undefined ? {} : { AWS_CREDENTIAL_EXPIRATION: expiration.toISOString() }),
      // Without it boto3 waits for a metadata service that a laptop does not have.
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    return { set, unset: OTHER_IDENTITY.filter(name => !Object.hasOwn(set, name)) }
  }
  if (credentialServer !== undefined) {
    const set = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: credentialServer.url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: credentialServer.token,
      // Keys of a default profile would go before the container's.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    }
    return { set, unset: [...KEYS, ...OTHER_IDENTITY].filter(name => !Object.hasOwn(set, name)) }
  }
  // As the SDK for JavaScript has it. boto3 and Terraform would take keys of the shell before a profile.
  const effective = profile ?? process.env.AWS_PROFILE
  if (!effective) return { set: {}, unset: ['AWS_DEFAULT_PROFILE'] }
  return { set: { AWS_PROFILE: effective }, unset: ['AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN', ...KEYS] }
}
