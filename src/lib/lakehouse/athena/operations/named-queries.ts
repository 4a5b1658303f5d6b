import { randomUUID } from 'node:crypto'
import { AwsJsonError } from '../../http/aws-json.js'
import { type AthenaContext, type Operations, requireWorkGroup } from '../context.js'
import { invalidRequest, listPage, optionalText, requiredText, texts } from '../input.js'
import type { NamedQuery } from '../named-queries.js'
import type { PreparedStatement } from '../prepared-statements.js'
import { PRIMARY } from '../workgroups.js'

export function namedQueryOperations(context: AthenaContext): Operations {
  const { namedQueries } = context
  const known = (id: string): NamedQuery => {
    const query = namedQueries.get(id)
    if (!query) throw invalidRequest(`Named query ${id} was not found`)
    return query
  }

  return {
    CreateNamedQuery: async input => {
      const description = optionalText(input, 'Description', 1024)
      const query: NamedQuery = {
        id: randomUUID(),
        name: requiredText(input, 'Name', 128),
        ...(description !== undefined && { description }),
        database: requiredText(input, 'Database', 255),
        query: requiredText(input, 'QueryString'),
        workGroup: requireWorkGroup(context, optionalText(input, 'WorkGroup') ?? PRIMARY).name,
      }
      namedQueries.put(query)
      return { NamedQueryId: query.id }
    },
    GetNamedQuery: async input => ({ NamedQuery: wireQuery(known(requiredText(input, 'NamedQueryId'))) }),
    BatchGetNamedQuery: async input => {
      const ids = texts(input, 'NamedQueryIds', 50)
      return {
        NamedQueries: ids.flatMap(id => namedQueries.get(id) ?? []).map(wireQuery),
        UnprocessedNamedQueryIds: ids
          .filter(id => !namedQueries.get(id))
          .map(id => ({
            NamedQueryId: id,
            ErrorCode: 'INVALID_INPUT',
            ErrorMessage: `Named query ${id} was not found`,
          })),
      }
    },
    UpdateNamedQuery: async input => {
      const query = known(requiredText(input, 'NamedQueryId'))
      const description = optionalText(input, 'Description', 1024)
      namedQueries.put({
        ...query,
        name: requiredText(input, 'Name', 128),
        query: requiredText(input, 'QueryString'),
        ...(description !== undefined && { description }),
      })
      return {}
    },
    DeleteNamedQuery: async input => {
      namedQueries.delete(known(requiredText(input, 'NamedQueryId')).id)
      return {}
    },
    ListNamedQueries: async input => {
      const workGroup = requireWorkGroup(context, optionalText(input, 'WorkGroup') ?? PRIMARY).name
      const { items, NextToken } = listPage(input, namedQueries.list(workGroup), 50)
      return { NamedQueryIds: items.map(({ id }) => id), NextToken }
    },
  }
}

function wireQuery(query: NamedQuery): object {
  return {
    NamedQueryId: query.id,
    Name: query.name,
    Description: query.description,
    Database: query.database,
    QueryString: query.query,
    WorkGroup: query.workGroup,
  }
}

export function preparedStatementOperations(context: AthenaContext): Operations {
  const { preparedStatements } = context
  const missing = (workGroup: string, name: string) =>
    new AwsJsonError(
      'ResourceNotFoundException',
      `PreparedStatement ${name} was not found in workGroup ${workGroup}`,
      400,
      {
        ResourceName: name,
      },
    )
  const known = (workGroup: string, name: string): PreparedStatement => {
    const statement = preparedStatements.get(workGroup, name)
    if (!statement) throw missing(workGroup, name)
    return statement
  }
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the client sent.
  const address = (input: any): [string, string] => [
    requireWorkGroup(context, requiredText(input, 'WorkGroup')).name,
    requiredText(input, 'StatementName', 256),
  ]

  return {
    CreatePreparedStatement: async input => {
      const [workGroup, name] = address(input)
      if (!/^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/.test(name)) throw invalidRequest(`Statement name ${name} is not valid`)
      if (preparedStatements.get(workGroup, name))
        throw invalidRequest(`PreparedStatement ${name} already exists in workGroup ${workGroup}`)
      const description = optionalText(input, 'Description', 1024)
      preparedStatements.put({
        workGroup,
        name,
        query: requiredText(input, 'QueryStatement'),
        ...(description !== undefined && { description }),
        modified: Date.now(),
      })
      return {}
    },
    GetPreparedStatement: async input => ({ PreparedStatement: wireStatement(known(...address(input))) }),
    BatchGetPreparedStatement: async input => {
      const workGroup = requireWorkGroup(context, requiredText(input, 'WorkGroup')).name
      const names = texts(input, 'PreparedStatementNames', 50)
      return {
        PreparedStatements: names.flatMap(name => preparedStatements.get(workGroup, name) ?? []).map(wireStatement),
        UnprocessedPreparedStatementNames: names
          .filter(name => !preparedStatements.get(workGroup, name))
          .map(name => ({
            StatementName: name,
            ErrorCode: 'RESOURCE_NOT_FOUND',
            ErrorMessage: missing(workGroup, name).message,
          })),
      }
    },
    UpdatePreparedStatement: async input => {
      const statement = known(...address(input))
      const description = optionalText(input, 'Description', 1024)
      preparedStatements.put({
        ...statement,
        query: requiredText(input, 'QueryStatement'),
        ...(description !== undefined && { description }),
        modified: Date.now(),
      })
      return {}
    },
    DeletePreparedStatement: async input => {
      const [workGroup, name] = address(input)
      if (!preparedStatements.delete(workGroup, name)) throw missing(workGroup, name)
      return {}
    },
    ListPreparedStatements: async input => {
      const workGroup = requireWorkGroup(context, requiredText(input, 'WorkGroup')).name
      const { items, NextToken } = listPage(input, preparedStatements.list(workGroup), 50)
      return {
        PreparedStatements: items.map(({ name, modified }) => ({
          StatementName: name,
          LastModifiedTime: new Date(modified),
        })),
        NextToken,
      }
    },
  }
}

function wireStatement(statement: PreparedStatement): object {
  return {
    StatementName: statement.name,
    QueryStatement: statement.query,
    WorkGroupName: statement.workGroup,
    Description: statement.description,
    LastModifiedTime: new Date(statement.modified),
  }
}
