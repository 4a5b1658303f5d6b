// oclif.manifest.json: every command's flags and help in one file, so that `mdw --help` loads no command.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Plugin, settings } from '@oclif/core'
import { root } from './setup.mjs'

settings.enableAutoTranspile = false

export async function writeManifest() {
  const plugin = new Plugin({
    root,
    type: 'core',
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  const file = join(root, 'oclif.manifest.json')
  writeFileSync(`${file}.next`, JSON.stringify(plugin.manifest))
  renameSync(`${file}.next`, file)
}
