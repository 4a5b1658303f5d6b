// `mdw build` against plain `dbt build`: same endpoint, same project, same settings, taking turns.
// Run: node bench/build.mjs [rounds]
import { join } from 'node:path'
import { mdw, median, newProject, print, root, timed } from './support.mjs'

const rounds = Number(process.argv[2] ?? 3)
const { childEnvironment } = await import(join(root, 'dist', 'lib', 'toolchain', 'dbt', 'environment.js'))
const { openProject, selectEnvironment } = await import(join(root, 'dist', 'lib', 'project', 'project.js'))
const { runningLocal } = await import(join(root, 'dist', 'lib', 'warehouse', 'connection.js'))

const { folder, remove } = newProject()
try {
  mdw(folder, ['up'])
  const project = openProject(folder)
  const { name, config } = selectEnvironment(project.config, 'local')
  const environment = await runningLocal(project, name, config)
  const tuned = childEnvironment(environment, project.config.threads, project.paths.venv)
  // The profile's own defaults, as a user has them who only sets the endpoint.
  const untuned = Object.fromEntries(Object.entries(tuned).filter(([key]) => !/^MDW_(NUM|POLL)/.test(key)))
  const dbt = env => timed(join(project.paths.venv, 'bin', 'dbt'), ['build'], project.dbtFolder, env).seconds
  const times = { mdw: [], 'dbt, same settings': [], 'dbt, its defaults': [] }
  for (let round = 0; round < rounds; round++) {
    times.mdw.push(mdw(folder, ['build']).seconds)
    times['dbt, same settings'].push(dbt(tuned))
    times['dbt, its defaults'].push(dbt(untuned))
  }
  const own = median(times.mdw)
  for (const [who, seconds] of Object.entries(times)) {
    const all = seconds.map(value => value.toFixed(2)).join(' ')
    print(
      `${who.padEnd(20)} ${median(seconds).toFixed(2).padStart(7)} s   mdw/this ${(own / median(seconds)).toFixed(2)}   (${all})`,
    )
  }
  print('goal: mdw/dbt at most 0.40')
} finally {
  remove()
}
