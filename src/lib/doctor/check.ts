import type { GetWorkGroupCommandOutput } from '@aws-sdk/client-athena'
import type { Database, Table } from '@aws-sdk/client-glue'
import type { HeadBucketCommandOutput } from '@aws-sdk/client-s3'
import type { Environment, Layer } from '../project/environment.js'
import type { RawTable } from '../project/raw-sources.js'
import type { Caller } from '../warehouse/caller.js'
import type { AwsClients } from '../warehouse/clients.js'
import type { Answers } from './answers.js'

/** `not checked` is no judgement: nothing was found out. */
export type Outcome = 'ok' | 'warning' | 'failed' | 'not checked'

export interface Judgement {
  outcome: Outcome
  detail: string
  /** What to do about it. */
  actions: string[]
}

export interface CheckResult extends Judgement {
  id: string
  title: string
  seconds: number
}

/** What the checks look at. Answers that several of them need are asked for once. */
export interface Examined {
  environment: Environment
  clients: AwsClients
  caller: Caller
  /** Throws where they have mistakes. */
  sources(): RawTable[]
  threads: number
  /** The command that makes what is missing. */
  up: string
  answers: Answers
  bucket(): Promise<HeadBucketCommandOutput>
  workgroup(): Promise<GetWorkGroupCommandOutput['WorkGroup']>
  /** Undefined where it does not exist. */
  database(layer: Layer): Promise<Database | undefined>
  tables(layer: Layer): Promise<Table[]>
}

export interface Check {
  id: string
  title: string
  /** Nothing works without it: what can't be found out counts as failed. */
  required: boolean
  /** Judges what the other checks' calls brought to light, so it comes last. */
  afterOthers?: boolean
  run(examined: Examined): Promise<Judgement> | Judgement
}

export function ok(detail: string): Judgement {
  return { outcome: 'ok', detail, actions: [] }
}

export function warning(detail: string, ...actions: string[]): Judgement {
  return { outcome: 'warning', detail, actions }
}

export function failed(detail: string, ...actions: string[]): Judgement {
  return { outcome: 'failed', detail, actions }
}

export function notChecked(detail: string, ...actions: string[]): Judgement {
  return { outcome: 'not checked', detail, actions }
}
