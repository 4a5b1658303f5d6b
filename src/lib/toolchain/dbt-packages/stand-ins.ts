import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../project/paths.js'
import { describeFolder, type HubPackage } from './hub-package.js'
import { packFolder } from './tarball.js'

const FOLDER = join(packageRoot, 'packages')

/** mdw's own small versions of a few packages; packages/README.md says what they are for. */
export function standIns(): HubPackage[] {
  const list = JSON.parse(readFileSync(join(FOLDER, 'stand-ins.json'), 'utf8')) as {
    name: string
    package: string
    version: string
  }[]
  return list.map(standIn => ({
    ...standIn,
    ...describeFolder(join(FOLDER, standIn.name)),
    tarball: () => packFolder(join(FOLDER, standIn.name), standIn.name),
  }))
}
