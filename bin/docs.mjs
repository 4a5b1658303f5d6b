// Writes the generated pages of docs/ from the compiled tables: `npm run docs:generate`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsPage } from '../dist/lib/config/settings-page.js'
import { supportPage } from '../dist/lib/lakehouse/sql/functions/support-page.js'
import { root } from './setup.mjs'

writeFileSync(join(root, 'docs', 'sql-support.md'), supportPage())
writeFileSync(join(root, 'docs', 'settings.md'), settingsPage())
