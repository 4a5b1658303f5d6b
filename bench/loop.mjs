// The daily loop: from the save of a model to its result in `mdw watch`, and one model by `mdw build` against plain
// `dbt build`, taking turns on the same endpoint and project. Run: node bench/loop.mjs [rounds]
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { mdw, median, newProject, print, root, timed } from './support.mjs'

const rounds = Number(process.argv[2] ?? 5)
/** Small models of the sample, each of another kind. */
const MODELS = [
  ['stg/stg_cities.sql', 'view'],
  ['std/dim_employee.sql', 'table'],
  ['cur/customer_rfm.sql', 'table'],
]
const BUILT = MODELS.at(-1)

const { childEnvironment } = await import(join(root, 'dist', 'lib', 'toolchain', 'dbt', 'environment.js'))
const { openProject, selectEnvironment } = await import(join(root, 'dist', 'lib', 'project', 'project.js'))
const { runningLocal } = await import(join(root, 'dist', 'lib', 'warehouse', 'connection.js'))

/** `mdw watch`, of which the lines that begin with one of these words are awaited. */
function startWatch(folder, args) {
  const child = spawn(process.execPath, [join(root, 'bin', 'start.mjs'), 'watch', ...args], { cwd: folder })
  const lines = []
  let told = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', line => {
      lines.push(line)
      told()
    })
  }
  const ended = new Promise(resolve => child.once('exit', resolve))
  const line = async pattern => {
    for (;;) {
      const found = lines.splice(0).find(text => pattern.test(text))
      if (found !== undefined) return found
      await new Promise(resolve => {
        told = resolve
      })
    }
  }
  const stop = () => {
    child.kill('SIGINT')
    return ended
  }
  return { line, stop }
}

let edits = 0
function edit(folder, model) {
  const file = join(folder, 'dbt', 'models', model)
  writeFileSync(file, `${readFileSync(file, 'utf8').replace(/\n-- edit \d+\n$/, '')}\n-- edit ${++edits}\n`)
}

const shown = values => values.map(value => value.toFixed(2)).join(' ')
const load = () => `load ${loadavg()[0].toFixed(1)}`

const { folder, remove } = newProject()
try {
  mdw(folder, ['up'])
  print(`save → result in mdw watch, seconds (${load()})`)
  const watch = startWatch(folder, ['--depth', '0'])
  await watch.line(/^Watching/)
  for (const [model, kind] of MODELS) {
    const times = []
    let result
    // One more: the first build of a kind compiles its macros.
    for (let round = 0; round <= rounds; round++) {
      const started = performance.now()
      edit(folder, model)
      result = await watch.line(/^(succeeded|failed)/)
      times.push((performance.now() - started) / 1000)
      await watch.line(/rows not compared|No differences|added/)
    }
    const [first, ...later] = times
    print(
      `${model.padEnd(24)} ${kind.padEnd(6)} ${median(later).toFixed(2)}   first ${first.toFixed(2)}   (${shown(later)})`,
    )
    print(`${''.padEnd(24)} ${result.replace(/, in .*/, '')}`)
  }
  await watch.stop()
  print('goal: under 1 s for a small model')

  print()
  print(`one model, edited before each build, seconds (${load()})`)
  const project = openProject(folder)
  const { name, config } = selectEnvironment(project.config, 'local')
  const environment = await runningLocal(project, name, config)
  const tuned = childEnvironment(environment, project.config.threads, project.paths.venv)
  // The profile's own defaults, as a user has them who only sets the endpoint.
  const untuned = Object.fromEntries(Object.entries(tuned).filter(([key]) => !/^MDW_(NUM|POLL)/.test(key)))
  const select = ['build', '--select', BUILT[0].replace(/^.*\/|\.sql$/g, '')]
  const dbt = env => timed(join(project.paths.venv, 'bin', 'dbt'), select, project.dbtFolder, env).seconds
  const ways = {
    'mdw build': () => mdw(folder, select).seconds,
    'dbt, same settings': () => dbt(tuned),
    'dbt, its defaults': () => dbt(untuned),
  }
  const times = Object.fromEntries(Object.keys(ways).map(way => [way, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [way, build] of Object.entries(ways)) {
      edit(folder, BUILT[0])
      times[way].push(build())
    }
  }
  const own = median(times['mdw build'])
  for (const [way, seconds] of Object.entries(times)) {
    print(
      `${way.padEnd(24)} ${median(seconds).toFixed(2).padStart(6)}   mdw/this ${(own / median(seconds)).toFixed(2)}   (${shown(seconds)})`,
    )
  }
} finally {
  remove()
}
