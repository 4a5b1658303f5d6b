import type { AthenaContext, Operations } from '../context.js'
import { type Input, invalidRequest, listPage, requiredText, texts } from '../input.js'

export function workGroupArn({ config }: Pick<AthenaContext, 'config'>, name: string): string {
  return `arn:aws:athena:${config.region}:${config.accountId}:workgroup/${name}`
}

/** The `Tags` of a creating request. */
export function tagsOf(input: Input): Record<string, string> {
  const tags = input?.Tags ?? []
  if (!Array.isArray(tags)) throw invalidRequest('Tags must be a list')
  return Object.fromEntries(tags.map(tag => [requiredText(tag, 'Key', 128), String(tag.Value ?? '')]))
}

export function tagOperations(context: AthenaContext): Operations {
  const known = (input: Input): string => {
    const arn = requiredText(input, 'ResourceARN', 1011)
    const workGroup = /^arn:aws[^:]*:athena:[^:]*:[^:]*:workgroup\/(.+)$/.exec(arn)?.[1]
    const catalog = /^arn:aws[^:]*:athena:[^:]*:[^:]*:datacatalog\/(.+)$/.exec(arn)?.[1]
    if (workGroup !== undefined ? context.workGroups.get(workGroup) : catalog?.toLowerCase() === 'awsdatacatalog')
      return arn
    throw invalidRequest(`Resource ${arn} is not found`, 'RESOURCE_NOT_FOUND')
  }

  return {
    TagResource: async input => {
      context.tags.add(known(input), tagsOf(input))
      return {}
    },
    UntagResource: async input => {
      context.tags.remove(known(input), texts(input, 'TagKeys', 50))
      return {}
    },
    ListTagsForResource: async input => {
      const tags = Object.entries(context.tags.get(known(input))).map(([Key, Value]) => ({ Key, Value }))
      const { items, NextToken } = listPage(input, tags, 75)
      return { Tags: items, NextToken }
    },
  }
}
