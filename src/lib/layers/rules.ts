import type { Rule } from './rule.js'
import type { RuleId } from './rule-ids.js'
import { athenaPartitions } from './rules/athena-partitions.js'
import { athenaSyntax } from './rules/athena-syntax.js'
import { athenaTimestampPrecision } from './rules/athena-timestamp-precision.js'
import { athenaTypes } from './rules/athena-types.js'
import { athenaUnknownFunction } from './rules/athena-unknown-function.js'
import { curNoRawRef } from './rules/cur-no-raw-ref.js'
import { curPartitioned } from './rules/cur-partitioned.js'
import { layerKnown } from './rules/layer-known.js'
import { layerOrder } from './rules/layer-order.js'
import { materialization } from './rules/materialization.js'
import { naming } from './rules/naming.js'
import { rawNoModel } from './rules/raw-no-model.js'
import { stdNoAggregate } from './rules/std-no-aggregate.js'
import { stgNoAggregate } from './rules/stg-no-aggregate.js'
import { stgNoJoin } from './rules/stg-no-join.js'

/** Every rule, in the order that `--rules` lists them. */
export const rules: Record<RuleId, Rule> = {
  'raw-no-model': rawNoModel,
  'stg-no-join': stgNoJoin,
  'stg-no-aggregate': stgNoAggregate,
  'std-no-aggregate': stdNoAggregate,
  'cur-no-raw-ref': curNoRawRef,
  'cur-partitioned': curPartitioned,
  'layer-order': layerOrder,
  'layer-known': layerKnown,
  materialization,
  naming,
  'athena-syntax': athenaSyntax,
  'athena-unknown-function': athenaUnknownFunction,
  'athena-types': athenaTypes,
  'athena-timestamp-precision': athenaTimestampPrecision,
  'athena-partitions': athenaPartitions,
}
