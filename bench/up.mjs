// Where the time of `mdw up` goes, cold and warm, and how much of it is mdw's own. Run: node bench/up.mjs [rows of sales]
import { mdw, newProject, print } from './support.mjs'

const rows = process.argv[2]
const { folder, remove } = newProject()
try {
  const cold = mdw(folder, ['up', ...(rows ? ['--rows', rows] : [])])
  const rebuilt = mdw(folder, ['up', '--rebuild'])
  const idle = mdw(folder, ['up'])
  const phases = cold.document.steps.map(step => step.id)
  const seconds = (run, id) => run.document.steps.find(step => step.id === id)?.seconds ?? 0
  print(`${'phase'.padEnd(16)}${['cold', 'rebuild', 'again'].map(name => name.padStart(10)).join('')}`)
  for (const phase of phases) {
    const cells = [cold, rebuilt, idle].map(run => seconds(run, phase).toFixed(2).padStart(10))
    print(phase.padEnd(16) + cells.join(''))
  }
  print(`${'total'.padEnd(16)}${[cold, rebuilt, idle].map(run => run.seconds.toFixed(2).padStart(10)).join('')}`)
  const own = rebuilt.seconds - rebuilt.document.build.seconds
  print()
  print(`dbt process, warm: ${rebuilt.document.build.seconds.toFixed(2)} s of ${rebuilt.seconds.toFixed(2)} s`)
  print(
    `own overhead, warm: ${own.toFixed(2)} s = ${((100 * own) / rebuilt.seconds).toFixed(0)}% of the total (goal: at most 25%)`,
  )
} finally {
  remove()
}
