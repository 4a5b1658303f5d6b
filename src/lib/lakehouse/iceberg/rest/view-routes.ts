import type { IcebergCatalog } from '../iceberg-catalog.js'
import { IcebergError, noSuchNamespace } from '../iceberg-error.js'
import { namespaceFromPath } from './names.js'
import type { RestCall, Route } from './router.js'

/** Engines ask whether a name is an Iceberg view before they load it as a table. None is. */
export function viewRoutes(catalog: IcebergCatalog): Route[] {
  const noSuchView = ({ path }: RestCall): never => {
    throw new IcebergError('NoSuchViewException', 404, `View does not exist: ${path.namespace}.${path.view}`)
  }
  return [
    {
      method: 'GET',
      path: '/v1/namespaces/{namespace}/views',
      handle: ({ path }) => {
        const name = namespaceFromPath(path.namespace!)
        if (!catalog.store.database(name)) throw noSuchNamespace(name)
        return { status: 200, json: '{"identifiers":[],"next-page-token":null}' }
      },
    },
    { method: 'GET', path: '/v1/namespaces/{namespace}/views/{view}', handle: noSuchView },
    { method: 'HEAD', path: '/v1/namespaces/{namespace}/views/{view}', handle: noSuchView },
    { method: 'DELETE', path: '/v1/namespaces/{namespace}/views/{view}', handle: noSuchView },
  ]
}
