// Writes tables as fast as it can and names each on stdout once the catalog's call has returned.
import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('../../../../src/lib/lakehouse/catalog/lmdb-catalog.ts', import.meta.url))
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' })
const catalog = module.openCatalog(process.argv[2])
if (!catalog.database('std')) catalog.createDatabase({ name: 'std' })
const start = catalog.tables('std').length
for (let number = start; ; number++) {
  const name = `t${String(number).padStart(6, '0')}`
  catalog.createTable({ databaseName: 'std', name, parameters: { number: String(number) }, partitionKeys: [] })
  catalog.createPartitions('std', name, [{ values: [name] }])
  writeSync(1, `${name}\n`)
}
