// `node test/iceberg-scenarios/record.mjs <Trino's URL> [scenario or area…]`: asks a real Trino and stores its answers.
import { createServer } from 'vite'

const [url, ...only] = process.argv.slice(2)
if (!url) {
  process.stderr.write('Usage: node test/iceberg-scenarios/record.mjs http://127.0.0.1:18080 [scenario or area…]\n')
  process.exit(2)
}
const server = await createServer({ configFile: false, server: { middlewareMode: true }, logLevel: 'error' })
const { record } = await server.ssrLoadModule('/test/iceberg-scenarios/recorder.ts')
await record(url, only)
await server.close()
