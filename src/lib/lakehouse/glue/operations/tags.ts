import { z } from 'zod'
import type { AttachmentOwner, CatalogStore } from '../../catalog/model.js'
import { invalidInput, notFound } from '../errors.js'
import { type GlueContext, operation } from '../operation.js'
import { tags } from '../shapes.js'

/** https://docs.aws.amazon.com/glue/latest/dg/monitor-tags.html */
const mostTags = 50

const kind = 'tag'
const resourceArn = z.string().min(1).max(10_240)

export function putTags(catalog: CatalogStore, owner: AttachmentOwner, added: Record<string, string>): void {
  catalog.transaction(() => {
    for (const [key, value] of Object.entries(added)) catalog.putAttachment(owner, kind, key, value)
    if (catalog.attachments(owner, kind).length > mostTags) {
      throw invalidInput(`A resource can have at most ${mostTags} tags.`)
    }
  })
}

/** Of the catalog's resources Glue tags databases only. */
function tagged(arn: string, { config, catalog }: GlueContext): AttachmentOwner {
  const prefix = `arn:aws:glue:${config.region}:${config.accountId}:database/`
  if (!arn.startsWith(prefix)) throw invalidInput(`${arn} is not the ARN of a database of this account and region.`)
  const database = arn.slice(prefix.length)
  if (!catalog.database(database)) throw notFound(`Database ${database} not found.`)
  return { database }
}

export const tagOperations = {
  TagResource: operation(z.object({ resourceArn, tagsToAdd: tags }), (input, context) => {
    putTags(context.catalog, tagged(input.resourceArn, context), input.tagsToAdd)
    return undefined
  }),

  UntagResource: operation(
    z.object({ resourceArn, tagsToRemove: z.array(z.string().min(1).max(128)).max(50) }),
    (input, context) => {
      const owner = tagged(input.resourceArn, context)
      context.catalog.transaction(() => {
        for (const key of input.tagsToRemove) context.catalog.deleteAttachment(owner, kind, key)
      })
      return undefined
    },
  ),

  GetTags: operation(z.object({ resourceArn }), (input, context) => {
    const list = context.catalog.attachments<string>(tagged(input.resourceArn, context), kind)
    return { tags: Object.fromEntries(list.map(({ id, value }) => [id, value])) }
  }),
}
