/** What an account that uses nothing of Glue but its data catalog answers. */
import { z } from 'zod'
import { openPermissions } from '../entities.js'
import { notFound } from '../errors.js'
import { type GlueContext, type GlueOperation, operation } from '../operation.js'
import { catalogId, name, pageSize, token } from '../shapes.js'

const anything = z.object({})

/** Listings of things that cannot be made here, so that there are none. */
const empty = (list: string): GlueOperation => operation(anything, () => ({ [list]: [] }))

const rootCatalog = ({ config }: GlueContext) => ({
  catalogId: config.accountId,
  name: config.accountId,
  resourceArn: `arn:aws:glue:${config.region}:${config.accountId}:catalog`,
  createDatabaseDefaultPermissions: openPermissions,
  createTableDefaultPermissions: openPermissions,
})

export const accountOperations = {
  GetCatalog: operation(z.object({ catalogId: name }), (_, context) => ({ catalog: rootCatalog(context) })),

  GetCatalogs: operation(
    z.object({
      parentCatalogId: name.optional(),
      nextToken: token.optional(),
      maxResults: pageSize(1000),
      includeRoot: z.boolean().default(false),
    }),
    (input, context) => {
      const { parentCatalogId } = input
      if (parentCatalogId !== undefined && parentCatalogId !== context.config.accountId) {
        throw notFound(`Catalog ${parentCatalogId} not found.`)
      }
      return { catalogList: input.includeRoot ? [rootCatalog(context)] : [] }
    },
  ),

  // Athena's own catalog of before Glue was imported in every account of today.
  GetCatalogImportStatus: operation(z.object(catalogId), () => ({ importStatus: { importCompleted: true } })),

  GetDataCatalogEncryptionSettings: operation(z.object(catalogId), () => ({
    dataCatalogEncryptionSettings: {
      encryptionAtRest: { catalogEncryptionMode: 'DISABLED' },
      connectionPasswordEncryption: { returnConnectionPasswordEncrypted: false },
    },
  })),

  GetResourcePolicy: operation(z.object({ resourceArn: z.string().optional() }), () => {
    throw notFound('Policy not found')
  }),

  GetResourcePolicies: empty('getResourcePoliciesResponseList'),
  GetConnections: empty('connectionList'),
  GetCrawlers: empty('crawlers'),
  ListCrawlers: empty('crawlerNames'),
  GetJobs: empty('jobs'),
  ListJobs: empty('jobNames'),
  GetTriggers: empty('triggers'),
  ListTriggers: empty('triggerNames'),
  GetClassifiers: empty('classifiers'),
  GetDevEndpoints: empty('devEndpoints'),
  GetSecurityConfigurations: empty('securityConfigurations'),
  ListWorkflows: empty('workflows'),
  ListRegistries: empty('registries'),
  ListSchemas: empty('schemas'),
  ListSessions: empty('sessions'),
} satisfies Record<string, GlueOperation>
