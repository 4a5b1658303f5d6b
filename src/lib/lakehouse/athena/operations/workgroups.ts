import { type AthenaContext, type Operations, requireWorkGroup } from '../context.js'
import { type Input, invalidRequest, listPage, optionalText, requiredText } from '../input.js'
import { ENGINE_VERSION, PRIMARY, type WorkGroup, type WorkGroupConfiguration } from '../workgroups.js'
import { tagsOf, workGroupArn } from './tags.js'
import { engineVersion } from './wire.js'

export function workGroupOperations(context: AthenaContext): Operations {
  const { workGroups } = context

  return {
    CreateWorkGroup: async input => {
      const name = requiredText(input, 'Name', 128)
      if (!/^[a-zA-Z0-9._-]{1,128}$/.test(name)) throw invalidRequest(`WorkGroup name ${name} is not valid`)
      if (workGroups.get(name)) throw invalidRequest(`WorkGroup ${name} is already created.`)
      const description = optionalText(input, 'Description', 1024)
      workGroups.put({
        name,
        ...(description !== undefined && { description }),
        state: 'ENABLED',
        configuration: { EnforceWorkGroupConfiguration: true, ...configuration(input.Configuration) },
        created: Date.now(),
      })
      context.tags.add(workGroupArn(context, name), tagsOf(input))
      return {}
    },

    GetWorkGroup: async input => {
      const workGroup = requireWorkGroup(context, requiredText(input, 'WorkGroup'))
      return { WorkGroup: { ...summary(workGroup), Configuration: wireConfiguration(workGroup) } }
    },

    ListWorkGroups: async input => {
      const { items, NextToken } = listPage(input, workGroups.list(), 50)
      return {
        WorkGroups: items.map(workGroup => ({ ...summary(workGroup), EngineVersion: wireEngine(workGroup) })),
        NextToken,
      }
    },

    UpdateWorkGroup: async input => {
      const workGroup = requireWorkGroup(context, requiredText(input, 'WorkGroup'))
      const description = optionalText(input, 'Description', 1024)
      const state = optionalText(input, 'State')
      if (state !== undefined && state !== 'ENABLED' && state !== 'DISABLED')
        throw invalidRequest(`State ${state} is neither ENABLED nor DISABLED`)
      workGroups.put({
        ...workGroup,
        ...(description !== undefined && { description }),
        ...(state !== undefined && { state }),
        configuration: updated(workGroup.configuration, input.ConfigurationUpdates),
      })
      return {}
    },

    DeleteWorkGroup: async input => {
      const workGroup = requireWorkGroup(context, requiredText(input, 'WorkGroup'))
      const { name } = workGroup
      if (name === PRIMARY) throw invalidRequest('The primary WorkGroup cannot be deleted.')
      const recursive = input.RecursiveDeleteOption === true
      const named = context.namedQueries.list(name)
      const prepared = context.preparedStatements.list(name)
      const { ids } = context.executions.history.list(name, 1)
      if (!recursive && named.length + prepared.length + ids.length > 0)
        throw invalidRequest(`WorkGroup ${name} is not empty`)
      context.catalog.transaction(() => {
        for (const query of named) context.namedQueries.delete(query.id)
        for (const statement of prepared) context.preparedStatements.delete(name, statement.name)
        context.tags.clear(workGroupArn(context, name))
        workGroups.delete(name)
      })
      return {}
    },
  }
}

function summary(workGroup: WorkGroup): object {
  return {
    Name: workGroup.name,
    State: workGroup.state,
    Description: workGroup.description ?? '',
    CreationTime: new Date(workGroup.created),
  }
}

function wireConfiguration(workGroup: WorkGroup): object {
  return {
    EnforceWorkGroupConfiguration: false,
    PublishCloudWatchMetricsEnabled: false,
    RequesterPaysEnabled: false,
    ResultConfiguration: {},
    ...workGroup.configuration,
    EngineVersion: wireEngine(workGroup),
  }
}

/** What was selected is shown again: Terraform would find a difference for ever. */
function wireEngine({ configuration }: WorkGroup): object {
  return { ...engineVersion, ...configuration.EngineVersion }
}

function configuration(given: Input): WorkGroupConfiguration {
  if (given === undefined || given === null) return {}
  if (typeof given !== 'object' || Array.isArray(given)) throw invalidRequest('Configuration must be a structure')
  checkLocation(given.ResultConfiguration)
  const { EngineVersion, ...rest } = given
  return { ...rest, ...selectedEngine(EngineVersion) }
}

function selectedEngine(given: Input): Pick<WorkGroupConfiguration, 'EngineVersion'> {
  const selected = optionalText(given ?? {}, 'SelectedEngineVersion')
  if (selected === undefined) return {}
  if (selected !== 'AUTO' && selected !== ENGINE_VERSION)
    throw invalidRequest(`Engine version ${selected} is not valid`)
  return { EngineVersion: { SelectedEngineVersion: selected } }
}

function updated(current: WorkGroupConfiguration, updates: Input): WorkGroupConfiguration {
  if (updates === undefined || updates === null) return current
  const {
    ResultConfigurationUpdates: result,
    RemoveBytesScannedCutoffPerQuery: remove,
    EngineVersion,
    ...rest
  } = updates
  const next: WorkGroupConfiguration = { ...current, ...rest, ...selectedEngine(EngineVersion) }
  if (remove === true) delete next.BytesScannedCutoffPerQuery
  if (result) {
    checkLocation(result)
    const {
      RemoveOutputLocation,
      RemoveEncryptionConfiguration,
      RemoveExpectedBucketOwner,
      RemoveAclConfiguration,
      ...set
    } = result
    const merged: Record<string, unknown> = { ...current.ResultConfiguration, ...set }
    if (RemoveOutputLocation === true) delete merged.OutputLocation
    if (RemoveEncryptionConfiguration === true) delete merged.EncryptionConfiguration
    if (RemoveExpectedBucketOwner === true) delete merged.ExpectedBucketOwner
    if (RemoveAclConfiguration === true) delete merged.AclConfiguration
    next.ResultConfiguration = merged
  }
  return next
}

function checkLocation(result: Input): void {
  const location = optionalText(result, 'OutputLocation')
  if (location && !/^s3:\/\/[^/]+/.test(location))
    throw invalidRequest(`outputLocation is not a valid S3 path: ${location}`)
}
