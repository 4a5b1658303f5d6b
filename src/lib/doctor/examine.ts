import { GetWorkGroupCommand } from '@aws-sdk/client-athena'
import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { type Environment, LAYERS, type Layer, layerDatabase } from '../project/environment.js'
import type { Project } from '../project/project.js'
import { readRawSources } from '../project/raw-sources.js'
import { commandFor } from '../ui/environment-advice.js'
import type { Caller } from '../warehouse/caller.js'
import type { AwsClients } from '../warehouse/clients.js'
import { findDatabase } from '../warehouse/provision/databases.js'
import { listTables } from '../warehouse/tables.js'
import type { Answers } from './answers.js'
import type { Examined } from './check.js'
import { permitted } from './permitted.js'

/** An environment whose caller is known, with every answer asked for once. */
export function examine(
  project: Project,
  environment: Environment,
  clients: AwsClients,
  caller: Caller,
  answers: Answers,
): Examined {
  const { s3, glue, athena } = clients
  const { bucket, workgroup } = environment
  const databaseOf = (layer: Layer) => layerDatabase(environment, layer)
  return {
    ...{ environment, clients, caller, answers },
    sources: () => readRawSources(project.dbtFolder),
    threads: project.config.threads,
    up: commandFor('mdw up', environment.name),
    bucket: once(() => permitted('s3:ListBucket', s3.send(new HeadBucketCommand({ Bucket: bucket })))),
    workgroup: once(async () => {
      const request = new GetWorkGroupCommand({ WorkGroup: workgroup })
      return (await permitted('athena:GetWorkGroup', athena.send(request))).WorkGroup
    }),
    database: onceEach(layer => permitted('glue:GetDatabase', findDatabase(glue, databaseOf(layer)))),
    tables: onceEach(layer => permitted('glue:GetTables', listTables(glue, databaseOf(layer)))),
  }
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask()
    return asked
  }
}

function onceEach<T>(ask: (layer: Layer) => Promise<T>): (layer: Layer) => Promise<T> {
  const asked = new Map(LAYERS.map(layer => [layer, once(() => ask(layer))]))
  return layer => asked.get(layer)!()
}
