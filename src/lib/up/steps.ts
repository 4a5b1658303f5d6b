import { existsSync } from 'node:fs'
import { buildFailed } from '../build/build.js'
import type { AwsEnvironmentConfig, LocalEnvironmentConfig } from '../project/config.js'
import { requireTools } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import type { Tool } from '../requirements/table.js'
import { installDbtPackages } from '../toolchain/dbt-packages/install.js'
import { ensurePythonEnvironment } from '../toolchain/python/environment.js'
import { venvPython } from '../toolchain/python/installed.js'
import { faultOf } from '../toolchain/python/stamp.js'
import { plural } from '../ui/format.js'
import type { Progress } from '../ui/reporter.js'
import { awsClients } from '../warehouse/clients.js'
import { connect, connectAws, runningLocal } from '../warehouse/connection.js'
import { buildIfNeeded } from './build-all.js'
import { isBuilt } from './built-record.js'
import type { UpContext, UpStep } from './context.js'
import { makeInfrastructure, previewInfrastructure, usesTerraform } from './infrastructure.js'
import { makeNames, previewNames } from './names.js'
import { prepareRawFiles } from './raw-files.js'
import { summarize } from './summary.js'
import { previewUpload, uploadIfNeeded } from './upload.js'

/** From whatever is there to a working warehouse, on any kind of environment. */
export const STEPS: UpStep[] = [
  { id: 'requirements', title: 'Requirements', run: checkRequirements, preview: checkRequirements },
  // Before anything that takes long: nothing later works without an identity, and a dead endpoint hangs Terraform.
  { id: 'identity', title: 'AWS identity', kind: 'aws', run: identify, preview: identify },
  {
    id: 'python',
    title: 'Python environment',
    run: ({ project, signal }, progress) => ensurePythonEnvironment(project.paths.venv, progress, signal),
    async preview({ project }, progress) {
      progress.skip(faultOf(project.paths.venv) === undefined ? 'there' : 'would be made')
    },
  },
  {
    id: 'lakehouse',
    title: 'Local lakehouse',
    kind: 'local',
    async run(context, progress) {
      context.connection = await connect(context.project, context.named, progress, context.signal)
    },
    async preview(context, progress) {
      const { project, named } = context
      const environment = await runningLocal(project, named.name, named.config as LocalEnvironmentConfig)
      if (environment === undefined) return progress.skip('would be started')
      context.connection = { project, environment, clients: awsClients(environment) }
      progress.skip('runs')
    },
  },
  {
    id: 'infrastructure',
    title: 'Infrastructure (Terraform)',
    kind: 'aws',
    run: makeInfrastructure,
    preview: previewInfrastructure,
  },
  { id: 'provision', title: 'Bucket, databases, workgroup, raw tables', run: makeNames, preview: previewNames },
  { id: 'sample', title: 'Raw files', run: prepareRawFiles, preview: prepareRawFiles },
  { id: 'upload', title: 'Upload', run: uploadIfNeeded, preview: previewUpload },
  {
    id: 'packages',
    title: 'dbt packages',
    async run({ project, signal, nothingToBuild }, progress) {
      if (nothingToBuild) return progress.skip('nothing is built')
      const python = venvPython(project.paths.venv)
      await installDbtPackages({ dbtFolder: project.dbtFolder, python, progress, signal })
    },
    async preview({ project }, progress) {
      progress.skip(existsSync(`${project.dbtFolder}/dbt_packages`) ? 'there' : 'would be installed')
    },
  },
  {
    id: 'build',
    title: 'Build and test',
    async run(context, progress) {
      if (context.nothingToBuild) return progress.skip('there are no raw files yet')
      context.build = await buildIfNeeded(context, progress)
      if (context.build?.success === false) throw buildFailed(context.build)
      for (const { name, message } of context.build?.nodes.filter(({ status }) => status === 'warn') ?? []) {
        progress.warn(`${name}: ${message ?? 'warned'}`)
      }
    },
    async preview({ connection, rebuild, nothingToBuild }, progress) {
      if (nothingToBuild) return progress.skip('there are no raw files yet')
      const built = connection && !rebuild && (await isBuilt(connection))
      progress.skip(built ? 'nothing changed since the last build' : 'would build and test every model')
    },
  },
  {
    id: 'summary',
    title: 'Summary',
    async run(context, progress) {
      context.summary = await summarize(context.connection!, context.signal)
      progress.result(plural(context.summary.tables.length, 'table or view', 'tables and views'))
    },
    async preview(_, progress) {
      progress.skip('would list the tables')
    },
  },
]

async function checkRequirements(context: UpContext, progress: Progress): Promise<void> {
  const { venv } = context.project.paths
  // A good Python environment is its own proof: no other Python is needed then.
  const tools: Tool[] = faultOf(venv) === undefined ? ['node'] : ['node', 'python']
  if (usesTerraform(context)) tools.push('terraform')
  const findings = await requireTools(tools, detectIn(venv), progress)
  progress.result(findings.map(({ title, found }) => `${title} ${found}`).join(', '))
}

async function identify(context: UpContext, progress: Progress): Promise<void> {
  const { project, named, signal } = context
  const config = named.config as AwsEnvironmentConfig
  const { environment, clients, caller } = await connectAws(named.name, config, signal)
  context.connection = { project, environment, clients }
  context.caller = caller
  progress.result(`${caller.arn}, ${environment.region}`)
}
