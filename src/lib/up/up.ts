import { type BuildResult, buildFailed } from '../build/build.js'
import { MdwError } from '../errors.js'
import { ExitCode } from '../exit-codes.js'
import type { NamedEnvironment, Project } from '../project/project.js'
import { readRawSources } from '../project/raw-sources.js'
import { requireTools } from '../requirements/check.js'
import { detectIn } from '../requirements/detect.js'
import type { Tool } from '../requirements/table.js'
import { installDbtPackages } from '../toolchain/dbt-packages/install.js'
import { ensurePythonEnvironment } from '../toolchain/python/environment.js'
import { venvPython } from '../toolchain/python/installed.js'
import { faultOf } from '../toolchain/python/stamp.js'
import { formatCount, plural } from '../ui/format.js'
import type { Reporter } from '../ui/reporter.js'
import { runSteps, type Step, type StepReport } from '../ui/steps.js'
import { type Connection, connect } from '../warehouse/connection.js'
import { provision } from '../warehouse/provision/provision.js'
import { generateSample } from '../warehouse/sample/generate.js'
import { sampleState } from '../warehouse/sample/state.js'
import { buildIfNeeded } from './build-all.js'
import { uploadRawData } from './raw-data.js'
import { type Summary, summarize } from './summary.js'

export interface UpRequest {
  project: Project
  named: NamedEnvironment
  /** Build even when nothing changed. */
  rebuild: boolean
  /** Rows of sales in a new sample. */
  sampleRows?: number
  signal: AbortSignal
}

export interface UpResult extends Summary {
  environment: string
  endpoint: string | null
  steps: StepReport[]
  /** Null when there was nothing to build. */
  build: BuildResult | null
}

interface Context extends UpRequest {
  connection?: Connection
  build?: BuildResult
  summary?: Summary
}

/** From whatever is there to a working warehouse. Every step finds out itself whether it is done already. */
export async function up(request: UpRequest, reporter: Reporter): Promise<UpResult> {
  if (request.named.config.kind === 'aws') throw notProvisionedHere(request.named.name)
  const context: Context = { ...request }
  const steps = await runSteps(reporter, STEPS, context)
  return {
    environment: request.named.name,
    endpoint: context.connection!.environment.endpoint ?? null,
    steps,
    build: context.build ?? null,
    ...context.summary!,
  }
}

const STEPS: Step<Context>[] = [
  {
    id: 'requirements',
    title: 'Requirements',
    async run({ project }, progress) {
      // A good Python environment is its own proof: no other Python is needed then.
      const tools: Tool[] = faultOf(project.paths.venv) === undefined ? ['node'] : ['node', 'python']
      const findings = await requireTools(tools, detectIn(project.paths.venv), progress)
      progress.result(findings.map(({ title, found }) => `${title} ${found}`).join(', '))
    },
  },
  {
    id: 'python',
    title: 'Python environment',
    run: ({ project, signal }, progress) => ensurePythonEnvironment(project.paths.venv, progress, signal),
  },
  {
    id: 'lakehouse',
    title: 'Local lakehouse',
    async run(context, progress) {
      context.connection = await connect(context.project, context.named, progress, context.signal)
    },
  },
  {
    id: 'provision',
    title: 'Bucket, databases, workgroup, raw tables',
    async run({ project, connection }, progress) {
      const { environment, clients } = connection!
      const sources = readRawSources(project.dbtFolder)
      const changes = await provision({ environment, clients, sources, progress })
      const changed = changes.filter(({ outcome }) => outcome !== 'unchanged').length
      if (changed === 0) progress.skip('all there')
      else progress.result(`${changed} of ${changes.length} made or changed`)
    },
  },
  {
    id: 'sample',
    title: 'Raw files',
    async run({ project, sampleRows, signal }, progress) {
      const state = sampleState(project.dataFolder)
      if (state.kind === 'files') return progress.skip(`${plural(state.files.length, 'entry', 'entries')} of your own`)
      if (state.kind === 'sample' && (sampleRows === undefined || state.record.sales === sampleRows)) {
        return progress.skip(`the sample of ${formatCount(state.record.sales)} sales`)
      }
      const sample = await generateSample({ folder: project.dataFolder, rows: sampleRows, progress, signal })
      progress.result(`a sample of ${formatCount(sample.sales)} sales`)
    },
  },
  {
    id: 'upload',
    title: 'Upload',
    async run({ connection, signal }, progress) {
      await uploadRawData(connection!, undefined, progress, signal)
    },
  },
  {
    id: 'packages',
    title: 'dbt packages',
    async run({ project, signal }, progress) {
      await installDbtPackages({
        dbtFolder: project.dbtFolder,
        python: venvPython(project.paths.venv),
        progress,
        signal,
      })
    },
  },
  {
    id: 'build',
    title: 'Build and test',
    async run(context, progress) {
      context.build = await buildIfNeeded(context.connection!, context.rebuild, progress, context.signal)
      if (context.build?.success === false) throw buildFailed(context.build)
    },
  },
  {
    id: 'summary',
    title: 'Summary',
    async run(context, progress) {
      context.summary = await summarize(context.connection!, context.signal)
      progress.result(plural(context.summary.tables.length, 'table or view', 'tables and views'))
    },
  },
]

function notProvisionedHere(name: string): MdwError {
  return new MdwError({
    code: 'NOT_PROVISIONED_HERE',
    message: `\`mdw up\` does not provision AWS environments such as ${name} yet.`,
    why: 'They are made by Terraform. On one that exists, every other command works.',
    actions: [`mdw upload --env ${name}`, `mdw build --env ${name}`],
    exitCode: ExitCode.usage,
  })
}
