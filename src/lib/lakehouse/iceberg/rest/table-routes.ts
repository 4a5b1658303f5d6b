import { randomUUID } from 'node:crypto'
import type { IcebergCatalog, TableName } from '../iceberg-catalog.js'
import { alreadyExists, badRequest, noSuchNamespace } from '../iceberg-error.js'
import { printJson } from '../metadata/json.js'
import type { PartitionSpec, Schema, SortOrder, TableChange, TableMetadata } from '../metadata/model.js'
import { newTableMetadata, type TableDefinition } from '../metadata/new-table.js'
import { hasManifestsOfOlderSpecs } from '../partition/older-specs.js'
import { statementNamespace } from '../statement-tables.js'
import { commitTransaction } from './commit-transaction.js'
import { type EngineUse, engineView } from './engine-view.js'
import { namespaceFromPath, tableFromBody, tableFromPath } from './names.js'
import type { RestCall, Route } from './router.js'
import type { StorageConfig } from './storage-config.js'

interface TableAnswer {
  location?: string
  metadata: TableMetadata
  text: string
}

export function tableRoutes(catalog: IcebergCatalog, storage: StorageConfig): Route[] {
  const isStatement = (call: RestCall, name: TableName) =>
    call.caller === 'engine' && name.database === statementNamespace

  function answer(call: RestCall, table: TableAnswer): string {
    const config = printJson(storage.forTable(call))
    const text = call.caller === 'engine' ? engineView(table, engineUse(call, table)) : table.text
    // The metadata is sent as it is stored: parsing and printing a long one costs more than the rest of the request.
    return `{${table.location ? `"metadata-location":${JSON.stringify(table.location)},` : ''}"metadata":${text},"config":${config}}`
  }

  function engineUse(call: RestCall, { metadata }: TableAnswer): EngineUse {
    if (call.path.namespace !== statementNamespace) return 'read'
    return hasManifestsOfOlderSpecs(catalog.manifests, metadata) ? 'append' : 'write'
  }

  function load(call: RestCall): TableAnswer {
    const name = tableFromPath(call.path)
    return isStatement(call, name) ? catalog.statements.get(name.name).load() : catalog.load(name)
  }

  async function commit(call: RestCall, name: TableName, change: TableChange): Promise<TableAnswer> {
    if (isStatement(call, name)) return catalog.statements.get(name.name).commit(change)
    if (change.requirements.some(requirement => requirement.type === 'assert-create'))
      return catalog.createFromUpdates(name, change.updates)
    const engine = call.caller === 'engine'
    return catalog.commit(name, change, { oneSnapshot: engine, rebase: engine })
  }

  return [
    {
      method: 'POST',
      path: '/v1/namespaces/{namespace}/tables',
      handle: async call => {
        const name = {
          database: namespaceFromPath(call.path.namespace!),
          name: String(call.body.name ?? '').toLowerCase(),
        }
        if (!catalog.store.database(name.database)) throw noSuchNamespace(name.database)
        if (name.name === '') throw badRequest('A table needs a name')
        if (catalog.store.table(name.database, name.name)) throw alreadyExists(`Table ${name.database}.${name.name}`)
        const definition = await definitionFrom(call, catalog, storage, name)
        if (call.body['stage-create'] !== true)
          return { status: 200, json: answer(call, await catalog.create(name, definition)) }
        const metadata = newTableMetadata(definition, Date.now())
        return { status: 200, json: answer(call, { metadata, text: printJson(metadata) }) }
      },
    },
    {
      method: 'POST',
      path: '/v1/namespaces/{namespace}/register',
      handle: call => {
        const { name } = tableFromPath({ ...call.path, table: String(call.body.name ?? '') })
        const table = catalog.register(
          { database: namespaceFromPath(call.path.namespace!), name },
          String(call.body['metadata-location'] ?? ''),
        )
        return { status: 200, json: answer(call, table) }
      },
    },
    {
      method: 'GET',
      path: '/v1/namespaces/{namespace}/tables/{table}',
      handle: call => ({ status: 200, json: answer(call, load(call)) }),
    },
    {
      method: 'HEAD',
      path: '/v1/namespaces/{namespace}/tables/{table}',
      handle: call => {
        load(call)
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/v1/namespaces/{namespace}/tables/{table}',
      handle: async call => {
        const committed = await commit(call, tableFromPath(call.path), changeFrom(call.body))
        return { status: 200, json: answer(call, committed) }
      },
    },
    {
      method: 'DELETE',
      path: '/v1/namespaces/{namespace}/tables/{table}',
      handle: async call => {
        const purge = call.query.get('purgeRequested')?.toLowerCase() === 'true'
        await catalog.drop(tableFromPath(call.path), { purge })
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/v1/tables/rename',
      handle: ({ body }) => {
        catalog.rename(tableFromBody(body.source), tableFromBody(body.destination))
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/v1/namespaces/{namespace}/tables/{table}/metrics',
      // Scan and commit reports of other engines; nothing here uses them.
      handle: () => ({ status: 204 }),
    },
    {
      method: 'POST',
      path: '/v1/transactions/commit',
      handle: async call => {
        const changes = call.body['table-changes']
        if (!Array.isArray(changes)) throw badRequest('table-changes is missing')
        await commitTransaction(
          changes.map(change => ({ name: tableFromBody(change.identifier), change: changeFrom(change) })),
          (name, change) => commit(call, name, change),
        )
        return { status: 204 }
      },
    },
  ]
}

function changeFrom(body: Record<string, unknown>): TableChange {
  const { requirements = [], updates = [] } = body
  if (!Array.isArray(requirements) || !Array.isArray(updates)) throw badRequest('Not a table commit')
  return { requirements, updates }
}

async function definitionFrom(
  { body }: RestCall,
  catalog: IcebergCatalog,
  storage: StorageConfig,
  name: TableName,
): Promise<TableDefinition> {
  const schema = body.schema as Schema | undefined
  if (!schema || !Array.isArray(schema.fields)) throw badRequest('A table needs a schema')
  const properties = (body.properties ?? {}) as Record<string, string>
  const database = catalog.store.database(name.database)
  const root = database?.locationUri || (await storage.databaseLocation(name.database))
  // A folder of its own for every table, so that a name used again never shares files with its predecessor.
  const location = body.location ?? (root && `${root.replace(/\/+$/, '')}/${name.name}-${randomUUID().slice(0, 8)}`)
  if (!location) throw badRequest(`Table ${name.name} needs a location: database ${name.database} has none`)
  return {
    location: String(location),
    fields: schema.fields,
    identifierFieldIds: schema['identifier-field-ids'],
    spec: (body['partition-spec'] as PartitionSpec | null | undefined) ?? undefined,
    sortOrder: (body['write-order'] as SortOrder | null | undefined) ?? undefined,
    properties,
  }
}
