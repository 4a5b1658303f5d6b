import { parseS3Uri } from '../../store/object-store.js'
import type { StatementRun } from '../statements/statement.js'

/** `<name>-manifest.csv`: the files that CTAS, INSERT and UNLOAD wrote, one a line. Answers where it is. */
export async function writeManifest(run: StatementRun, name: string, files: string[]): Promise<string> {
  const uri = `${run.sink.location}${name}-manifest.csv`
  const { bucket, key } = parseS3Uri(uri)!
  await run.objects.put(bucket, key, files.map(file => `${file}\n`).join(''))
  return uri
}
