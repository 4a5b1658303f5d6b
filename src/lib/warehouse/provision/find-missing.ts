import { type Environment, LAYERS, layerDatabase } from '../../project/environment.js'
import type { AwsClients } from '../clients.js'
import { bucketExists } from './bucket.js'
import { findDatabase } from './databases.js'
import { findWorkgroup } from './workgroup.js'

/** What the environment's names mean and does not exist: `bucket shop-dwh-dev`, `database dev_std`, … */
export async function findMissing(
  { s3, glue, athena }: Pick<AwsClients, 's3' | 'glue' | 'athena'>,
  environment: Environment,
): Promise<string[]> {
  const { bucket, workgroup } = environment
  const databases = LAYERS.map(layer => layerDatabase(environment, layer))
  const looked: [what: string, found: Promise<unknown>][] = [
    [`bucket ${bucket}`, bucketExists(s3, bucket)],
    [`workgroup ${workgroup}`, findWorkgroup(athena, workgroup)],
    ...databases.map((name): [string, Promise<unknown>] => [`database ${name}`, findDatabase(glue, name)]),
  ]
  const found = await Promise.all(looked.map(([, promise]) => promise))
  return looked.flatMap(([what], index) => (found[index] ? [] : [what]))
}
