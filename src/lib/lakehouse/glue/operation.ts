import type { z } from 'zod'
import type { CatalogStore } from '../catalog/model.js'
import type { LakehouseConfig } from '../config.js'
import type { JsonOperation } from '../http/aws-json.js'
import type { IcebergCatalog } from '../iceberg/iceberg-catalog.js'
import { notFound } from './errors.js'
import { validate } from './validation.js'
import { fromWire, toWire } from './wire.js'

export interface GlueContext {
  catalog: CatalogStore
  config: Pick<LakehouseConfig, 'accountId' | 'region'>
  iceberg: Pick<IcebergCatalog, 'create'>
}

/** An operation with its request shape, before it is bound to a catalog. */
export type GlueOperation = (context: GlueContext) => JsonOperation

/** `run` works on camelCase both ways; what it returns is the reply. */
export function operation<Shape extends z.ZodType>(
  shape: Shape,
  run: (input: z.output<Shape>, context: GlueContext) => object | undefined | Promise<object | undefined>,
): GlueOperation {
  return context => async request => {
    const input = validate(shape, fromWire(request))
    const { catalogId } = input as { catalogId?: string }
    // One account, one catalog: its id is the account's.
    if (catalogId !== undefined && catalogId !== context.config.accountId) {
      throw notFound(`Catalog ${catalogId} not found.`)
    }
    return toWire((await run(input, context)) ?? {}) as object
  }
}
