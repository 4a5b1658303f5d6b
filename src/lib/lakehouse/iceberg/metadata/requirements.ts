import { badRequest, commitFailed } from '../iceberg-error.js'
import { refSnapshotId, type TableMetadata, type TableRequirement } from './model.js'

type Check = (metadata: TableMetadata, requirement: TableRequirement) => string | undefined

/** Compares one number of the metadata with the one the writer worked from. */
function sameNumber(metadataKey: keyof TableMetadata, requirementKey: string): Check {
  return (metadata, requirement) => {
    const found = metadata[metadataKey]
    const expected = requirement[requirementKey]
    return found === expected ? undefined : `${metadataKey} changed: expected ${expected} != ${found}`
  }
}

const checks: Record<string, Check> = {
  'assert-create': () => 'table already exists',
  'assert-table-uuid': (metadata, { uuid }) =>
    String(uuid).toLowerCase() === metadata['table-uuid'].toLowerCase()
      ? undefined
      : `UUID does not match: expected ${uuid} != ${metadata['table-uuid']}`,
  'assert-ref-snapshot-id': (metadata, requirement) => {
    const ref = String(requirement.ref)
    const expected = requirement['snapshot-id'] as bigint | number | null | undefined
    const found = refSnapshotId(metadata, ref)
    if (expected === null || expected === undefined || Number(expected) === -1)
      return found === undefined ? undefined : `branch ${ref} was created concurrently`
    if (found === undefined) return `branch or tag ${ref} is missing, expected ${expected}`
    return found === BigInt(expected)
      ? undefined
      : `branch or tag ${ref} has changed: expected id ${expected} != ${found}`
  },
  'assert-last-assigned-field-id': sameNumber('last-column-id', 'last-assigned-field-id'),
  'assert-current-schema-id': sameNumber('current-schema-id', 'current-schema-id'),
  'assert-last-assigned-partition-id': sameNumber('last-partition-id', 'last-assigned-partition-id'),
  'assert-default-spec-id': sameNumber('default-spec-id', 'default-spec-id'),
  'assert-default-sort-order-id': sameNumber('default-sort-order-id', 'default-sort-order-id'),
}

/** Why a requirement does not hold, or undefined if it does. Unknown requirements are refused: they must not be ignored. */
function unmetRequirement(metadata: TableMetadata, requirement: TableRequirement): string | undefined {
  const check = checks[requirement.type]
  if (!check) throw badRequest(`Unknown table requirement: ${requirement.type}`)
  return check(metadata, requirement)
}

/** Fails with CommitFailedException on the first requirement that does not hold. */
export function checkRequirements(metadata: TableMetadata, requirements: TableRequirement[]): void {
  for (const requirement of requirements) {
    const reason = unmetRequirement(metadata, requirement)
    if (reason) throw commitFailed(`Requirement failed: ${reason}`)
  }
}
