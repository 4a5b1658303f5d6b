import { stringify } from 'yaml'
import type { Environment } from '../project/environment.js'

export const ENGINES = ['pyiceberg', 'trino', 'spark', 'duckdb'] as const
export type Engine = (typeof ENGINES)[number]

/** The newest Iceberg release for Spark 3.5, with its AWS bundle. */
const SPARK_PACKAGES = [
  'org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.1',
  'org.apache.iceberg:iceberg-aws-bundle:1.9.1',
]

/**
 * What makes an engine read and write the environment's Iceberg tables, in that engine's own configuration language: the
 * lakehouse's Iceberg REST catalog with the project's key pair, or AWS Glue with the engine's own AWS credentials.
 */
export function renderEngine(environment: Environment, engine: Engine): { text: string; document: Settings } {
  const document = settings(environment, engine)
  return { text: render(environment, engine, document), document }
}

type Settings = Record<string, string>

function settings(environment: Environment, engine: Engine): Settings {
  const { endpoint, credentials, region } = environment
  if (endpoint === undefined || credentials === undefined) return glueSettings(environment, engine)
  const uri = `${endpoint}/iceberg`
  const { accessKeyId, secretAccessKey } = credentials
  const credential = `${accessKeyId}:${secretAccessKey}`
  switch (engine) {
    case 'pyiceberg':
      // The catalog answers with endpoint, region and keys for S3 (https://py.iceberg.apache.org/configuration/).
      return { type: 'rest', uri, credential, 'header.X-Iceberg-Access-Delegation': 'vended-credentials' }
    case 'trino':
      return {
        'connector.name': 'iceberg',
        'iceberg.catalog.type': 'rest',
        'iceberg.rest-catalog.uri': uri,
        'iceberg.rest-catalog.security': 'OAUTH2',
        'iceberg.rest-catalog.oauth2.credential': credential,
        'fs.native-s3.enabled': 'true',
        's3.endpoint': endpoint,
        's3.path-style-access': 'true',
        's3.region': region,
        's3.aws-access-key': accessKeyId,
        's3.aws-secret-key': secretAccessKey,
      }
    case 'spark':
      return sparkCatalog(environment.name, {
        type: 'rest',
        uri,
        credential,
        'oauth2-server-uri': `${uri}/v1/oauth/tokens`,
        'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
        's3.endpoint': endpoint,
        's3.path-style-access': 'true',
        's3.access-key-id': accessKeyId,
        's3.secret-access-key': secretAccessKey,
        'client.region': region,
      })
    case 'duckdb':
      return { uri, s3: new URL(endpoint).host, region, accessKeyId, secretAccessKey }
  }
}

/** By the engine's own AWS credentials, from which it assumes the environment's role where there is one. */
function glueSettings({ name, region, endpoint, role, accountId = '' }: Environment, engine: Engine): Settings {
  switch (engine) {
    case 'pyiceberg':
      return {
        type: 'glue',
        'glue.region': region,
        's3.region': region,
        ...given(endpoint, { 'glue.endpoint': endpoint, 's3.endpoint': endpoint }),
        ...given(role, { 'client.role-arn': role?.arn, 'client.role-session-name': role?.sessionName }),
      }
    case 'trino':
      return {
        'connector.name': 'iceberg',
        'iceberg.catalog.type': 'glue',
        'hive.metastore.glue.region': region,
        'fs.native-s3.enabled': 'true',
        's3.region': region,
        ...given(endpoint, {
          'hive.metastore.glue.endpoint-url': endpoint,
          's3.endpoint': endpoint,
          's3.path-style-access': 'true',
        }),
        ...given(role, { 'hive.metastore.glue.iam-role': role?.arn, 's3.iam-role': role?.arn }),
        ...given(role?.externalId, {
          'hive.metastore.glue.external-id': role?.externalId,
          's3.external-id': role?.externalId,
        }),
      }
    case 'spark':
      return sparkCatalog(name, {
        'catalog-impl': 'org.apache.iceberg.aws.glue.GlueCatalog',
        'io-impl': 'org.apache.iceberg.aws.s3.S3FileIO',
        'client.region': region,
        ...given(endpoint, { 'glue.endpoint': endpoint, 's3.endpoint': endpoint, 's3.path-style-access': 'true' }),
        ...given(role, {
          'client.factory': 'org.apache.iceberg.aws.AssumeRoleAwsClientFactory',
          'client.assume-role.arn': role?.arn,
          'client.assume-role.region': region,
        }),
        ...given(role?.externalId, { 'client.assume-role.external-id': role?.externalId }),
      })
    case 'duckdb':
      return { account: accountId, region, ...given(role, { role: role?.arn }) }
  }
}

/** The settings that follow from a value, where there is one. */
function given(value: unknown, settings: Record<string, string | undefined>): Settings {
  return value === undefined ? {} : (settings as Settings)
}

function sparkCatalog(name: string, options: Settings): Settings {
  const catalog = `spark.sql.catalog.${name}`
  return {
    'spark.jars.packages': SPARK_PACKAGES.join(','),
    'spark.sql.extensions': 'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
    [catalog]: 'org.apache.iceberg.spark.SparkCatalog',
    ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`${catalog}.${key}`, value])),
  }
}

function render({ name }: Environment, engine: Engine, document: Settings): string {
  const lines = (separator: string) =>
    Object.entries(document)
      .map(([key, value]) => `${key}${separator}${value}\n`)
      .join('')
  switch (engine) {
    case 'pyiceberg':
      return `# ~/.pyiceberg.yaml; then load_catalog('${name}')\n${stringify({ catalog: { [name]: document } })}`
    case 'trino':
      return `# etc/catalog/${name}.properties; then SELECT … FROM ${name}.cur.sales\n${lines('=')}`
    case 'spark':
      return `# spark-defaults.conf, or one --conf each; then SELECT … FROM ${name}.cur.sales\n${lines(' ')}`
    case 'duckdb':
      return duckdb(name, document)
  }
}

/** https://duckdb.org/docs/stable/core_extensions/iceberg/iceberg_rest_catalogs */
function duckdb(name: string, settings: Settings): string {
  const { uri, s3, region, accessKeyId, secretAccessKey, account, role } = settings
  const start = 'INSTALL httpfs;\nINSTALL avro;\nINSTALL iceberg;\nLOAD httpfs;\nLOAD avro;\nLOAD iceberg;\n'
  const assumed = role === undefined ? '' : `, CHAIN 'sts', ASSUME_ROLE_ARN '${role}'`
  if (uri === undefined)
    return `${start}INSTALL aws;\nLOAD aws;
CREATE OR REPLACE SECRET ${name}_s3 (TYPE s3, PROVIDER credential_chain${assumed}, REGION '${region}');
ATTACH '${account || '<account id>'}' AS "${name}" (TYPE iceberg, ENDPOINT_TYPE 'glue', SECRET ${name}_s3);
`
  return `${start}CREATE OR REPLACE SECRET ${name}_s3 (TYPE s3, KEY_ID '${accessKeyId}', SECRET '${secretAccessKey}',
  REGION '${region}', ENDPOINT '${s3}', URL_STYLE 'path', USE_SSL false);
CREATE OR REPLACE SECRET ${name}_catalog (TYPE iceberg, CLIENT_ID '${accessKeyId}', CLIENT_SECRET '${secretAccessKey}',
  OAUTH2_SERVER_URI '${uri}/v1/oauth/tokens');
ATTACH 'warehouse' AS "${name}" (TYPE iceberg, ENDPOINT '${uri}', SECRET ${name}_catalog, ACCESS_DELEGATION_MODE 'none');
`
}
