import { requireDatabase, requireTable } from './entries.js'
import { type CatalogEnvironment, lastKey } from './environment.js'
import type { AttachmentOwner, CatalogStore } from './model.js'

type RecordStore = Pick<
  CatalogStore,
  | 'attachment'
  | 'putAttachment'
  | 'deleteAttachment'
  | 'attachments'
  | 'record'
  | 'putRecord'
  | 'deleteRecord'
  | 'records'
>

export function recordStore(environment: CatalogEnvironment): RecordStore {
  const { attachments, records, write } = environment

  const ownerId = ({ database, table }: AttachmentOwner): number =>
    (table === undefined ? requireDatabase(environment, database) : requireTable(environment, database, table)).id

  return {
    attachment: <T>(owner: AttachmentOwner, kind: string, id: string) =>
      attachments.get([ownerId(owner), kind, id]) as T | undefined,
    putAttachment: (owner, kind, id, value) => write(() => attachments.putSync([ownerId(owner), kind, id], value)),
    deleteAttachment: (owner, kind, id) => write(() => attachments.removeSync([ownerId(owner), kind, id])),
    attachments<T>(owner: AttachmentOwner, kind: string) {
      const id = ownerId(owner)
      const range = attachments.getRange({ start: [id, kind, ''], end: [id, kind, lastKey] })
      return Array.from(range, ({ key, value }) => ({ id: key[2], value: value as T }))
    },

    record: <T>(kind: string, id: string) => records.get([kind, id]) as T | undefined,
    putRecord: (kind, id, value) => write(() => records.putSync([kind, id], value)),
    deleteRecord: (kind, id) => write(() => void records.removeSync([kind, id])),
    records<T>(kind: string, options: { reverse?: boolean; limit?: number; after?: string } = {}) {
      const { reverse = false, limit, after } = options
      const [first, last]: [string, string] = reverse ? [lastKey, ''] : ['', lastKey]
      const range = records.getRange({
        start: [kind, after ?? first],
        end: [kind, last],
        exclusiveStart: after !== undefined,
        reverse,
        limit,
      })
      return Array.from(range, ({ key, value }) => ({ id: key[1], value: value as T }))
    },
  }
}
