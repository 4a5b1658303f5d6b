import type { Database, DatabaseInput } from '../../catalog/model.js'
import { CatalogError } from '../../catalog/model.js'
import { isIcebergTable } from '../glue-table.js'
import type { IcebergCatalog } from '../iceberg-catalog.js'
import { alreadyExists, badRequest, IcebergError, noSuchNamespace } from '../iceberg-error.js'
import { printJson } from '../metadata/json.js'
import { statementNamespace } from '../statement-tables.js'
import { namespaceFromBody, namespaceFromPath } from './names.js'
import type { RestCall, Route } from './router.js'

/** Namespaces are Glue databases; `location` and `comment` are the database's own fields, the rest its parameters. */
export function namespaceRoutes(catalog: IcebergCatalog): Route[] {
  const { store } = catalog

  /** The engine's hidden namespace looks like an empty database to it, and like nothing to others. */
  function find(call: RestCall): Database {
    const name = namespaceFromPath(call.path.namespace!)
    const database = store.database(name)
    if (database) return database
    if (call.caller === 'engine' && name === statementNamespace)
      return { name, parameters: {}, createTime: new Date(0) }
    throw noSuchNamespace(name)
  }

  return [
    {
      method: 'GET',
      path: '/v1/namespaces',
      handle: ({ query }) => {
        // Glue's databases have no children.
        const below = query.get('parent')
        if (below) namespaceFromPath(below)
        const namespaces = below ? [] : store.databases().map(database => [database.name])
        return { status: 200, json: printJson({ namespaces, 'next-page-token': null }) }
      },
    },
    {
      method: 'POST',
      path: '/v1/namespaces',
      handle: ({ body }) => {
        if (Array.isArray(body.namespace) && body.namespace.length > 1)
          throw badRequest('Namespaces have one level: they are Glue databases')
        const name = namespaceFromBody(body.namespace)
        if (!/^[a-z0-9_-]{1,255}$/.test(name) || name === statementNamespace)
          throw badRequest(`Not a database name: ${name}`)
        const properties = stringMap(body.properties)
        try {
          store.createDatabase(databaseFrom(name, properties))
        } catch (error) {
          if (error instanceof CatalogError && error.code === 'AlreadyExists') throw alreadyExists(`Namespace ${name}`)
          throw error
        }
        return { status: 200, json: printJson({ namespace: [name], properties }) }
      },
    },
    {
      method: 'GET',
      path: '/v1/namespaces/{namespace}',
      handle: call => {
        const database = find(call)
        return { status: 200, json: printJson({ namespace: [database.name], properties: propertiesOf(database) }) }
      },
    },
    {
      method: 'HEAD',
      path: '/v1/namespaces/{namespace}',
      handle: call => {
        find(call)
        return { status: 204 }
      },
    },
    {
      method: 'DELETE',
      path: '/v1/namespaces/{namespace}',
      handle: call => {
        const { name } = find(call)
        if (store.tables(name).length > 0)
          throw new IcebergError('NamespaceNotEmptyException', 409, `Namespace ${name} is not empty`)
        store.deleteDatabase(name)
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/v1/namespaces/{namespace}/properties',
      handle: call => {
        const database = find(call)
        const removals = (call.body.removals ?? []) as string[]
        const updates = stringMap(call.body.updates)
        const properties = propertiesOf(database)
        const missing = removals.filter(key => properties[key] === undefined)
        const removed = removals.filter(key => properties[key] !== undefined)
        for (const key of removed) delete properties[key]
        const { createTime: _, ...rest } = database
        store.updateDatabase(database.name, { ...rest, ...databaseFrom(database.name, { ...properties, ...updates }) })
        return { status: 200, json: printJson({ updated: Object.keys(updates), removed, missing }) }
      },
    },
    {
      method: 'GET',
      path: '/v1/namespaces/{namespace}/tables',
      handle: call => {
        const { name } = find(call)
        const tables = name === statementNamespace ? [] : store.tables(name).filter(isIcebergTable)
        const identifiers = tables.map(table => ({ namespace: [name], name: table.name }))
        return { status: 200, json: printJson({ identifiers, 'next-page-token': null }) }
      },
    },
  ]
}

function propertiesOf(database: Database): Record<string, string> {
  return {
    ...database.parameters,
    ...(database.locationUri && { location: database.locationUri }),
    ...(database.description && { comment: database.description }),
  }
}

function databaseFrom(name: string, properties: Record<string, string>): DatabaseInput {
  const { location, comment, ...parameters } = properties
  return { name, parameters, locationUri: location, description: comment }
}

function stringMap(value: unknown): Record<string, string> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>)
  if (entries.some(([, item]) => typeof item !== 'string')) throw badRequest('Properties must be strings')
  return Object.fromEntries(entries) as Record<string, string>
}
