import { createHash } from 'node:crypto'
import type { BuildResult } from '../build/build.js'
import { dbtFiles } from '../project/dbt-files.js'
import { type Environment, LAYERS, layerDatabase } from '../project/environment.js'
import type { Project } from '../project/project.js'
import { readRawSources } from '../project/raw-sources.js'
import { dropRecord, readRecord, writeRecord } from '../project/step-record.js'
import { isTest } from '../toolchain/dbt/events.js'
import { awsErrorName, awsFailure } from '../warehouse/aws-error.js'
import type { AwsClients } from '../warehouse/clients.js'
import type { Connection } from '../warehouse/connection.js'
import { eachLimited } from '../warehouse/each-limited.js'
import { listObjects } from '../warehouse/s3-objects.js'
import { tableNames } from '../warehouse/tables.js'

/** The last complete build of an environment. It is gone while a build runs and when data changed since. */
export interface BuiltRecord {
  fingerprint: string
  relations: { name: string; seconds: number }[]
}

function recordName(environment: Environment): string {
  return `built-${environment.name}`
}

export function readBuilt(project: Project, environment: Environment): BuiltRecord | undefined {
  return readRecord<BuiltRecord>(project.paths, recordName(environment))
}

export function forgetBuilt(project: Project, environment: Environment): void {
  dropRecord(project.paths, recordName(environment))
}

/** `fingerprint` is of before the build: what changed during it may not be in it. */
export function rememberBuilt(
  project: Project,
  environment: Environment,
  fingerprint: string,
  result: BuildResult,
): void {
  const relations = result.nodes
    .filter(node => node.relation !== null && node.schema !== null && !isTest(node))
    .map(node => ({ name: `${node.schema}.${node.relation}`, seconds: node.seconds }))
  const record: BuiltRecord = { fingerprint, relations }
  writeRecord(project.paths, recordName(environment), record)
}

/** Whether the warehouse is what the project says: nothing changed since the last complete build, and all of it is there. */
export async function isBuilt(connection: Connection): Promise<boolean> {
  const { project, environment, clients } = connection
  const record = readBuilt(project, environment)
  if (record === undefined || record.fingerprint !== (await fingerprintOf(connection))) return false
  const databases = LAYERS.map(layer => layerDatabase(environment, layer))
  const there = await tableNames(clients.glue, databases)
  return record.relations.every(({ name }) => there.has(name))
}

/** Of all that a build is made of: the dbt project, where it is built, and the raw files there. */
export async function fingerprintOf({ project, environment, clients }: Connection): Promise<string> {
  const raw = await listRawFiles(project, environment, clients)
  return createHash('sha256').update(projectFingerprint(project, environment)).update(raw).digest('hex')
}

/** Not every raw file comes through mdw: on AWS other systems deliver into the bucket. */
async function listRawFiles(project: Project, { bucket }: Environment, { s3 }: AwsClients): Promise<string> {
  const locations = readRawSources(project.dbtFolder).map(({ location }) => location)
  const objects = await eachLimited([...new Set(locations)].sort(), 8, key =>
    listObjects(s3, { bucket, key }).catch(error => {
      if (awsErrorName(error) === 'NoSuchBucket') return []
      throw awsFailure(error, `list the raw files in s3://${bucket}/${key}`)
    }),
  )
  return JSON.stringify(objects.flat().map(({ key, bytes, modified }) => [key, bytes, modified.getTime()]))
}

function projectFingerprint(project: Project, environment: Environment): string {
  const hash = createHash('sha256')
  const { name, kind, region, bucket, prefix, workgroup } = environment
  hash.update(JSON.stringify([name, kind, region, bucket, prefix, workgroup]))
  for (const { path, bytes } of dbtFiles(project.dbtFolder)) hash.update(`${path}\0`).update(bytes)
  return hash.digest('hex')
}
