import { environmentConfig } from '../project/config.js'
import { ENVIRONMENT_VARIABLES, OTHER_VARIABLES, PROJECT_VARIABLES, userVariable } from '../project/variables.js'
import { nearest } from '../ui/nearest.js'

/** Variables that mdw sets for dbt itself, whatever the shell has. */
const FOR_DBT: Record<string, string> = {
  MDW_WORK_GROUP: 'MDW_WORKGROUP',
  MDW_SCHEMA_PREFIX: 'MDW_PREFIX',
  MDW_S3_DATA_DIR: 'MDW_BUCKET',
  MDW_S3_STAGING_DIR: 'MDW_BUCKET',
}

/** What to say of variables of the shell that were probably meant for mdw and do nothing. */
export function misspelledVariables(kind: string, environment: string, shell: NodeJS.ProcessEnv): string[] {
  const ours = { ...PROJECT_VARIABLES, ...ENVIRONMENT_VARIABLES, ...OTHER_VARIABLES }
  const here = environmentConfig.options.find(({ shape }) => shape.kind.value === kind)!.shape
  return Object.keys(shell)
    .filter(name => name.startsWith('MDW_') && userVariable(name, shell) !== undefined)
    .sort()
    .flatMap(name => {
      const setting = (ENVIRONMENT_VARIABLES as Record<string, string>)[name]
      if (setting !== undefined && !(setting in here)) {
        return [`${name} has no effect: ${environment} is of kind ${kind}, which has no ${setting}.`]
      }
      if (name in ours) return []
      if (FOR_DBT[name] !== undefined && shell.MDW_INNER === undefined) {
        return [`${name} has no effect: mdw sets it for dbt. ${FOR_DBT[name]} is the one for you.`]
      }
      const guess = nearest(name, Object.keys(ours))
      return guess === undefined || name in FOR_DBT ? [] : [`${name} is not known to mdw; did you mean ${guess}?`]
    })
}
