import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { packageRoot } from '../../../../src/lib/project/paths.js'
import { dbtPython } from '../../../support/dbt-python.js'
import { dimA, writeSmallProject } from '../../../support/small-project.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

/** Parses, changes a model, parses again: dbt's own events of the second time, then what it knows of the singular test. */
const SCRIPT = `
import json, sys
sys.path.insert(0, sys.argv[1])
import run_dbt
run_dbt.prepare()
from dbt.cli.main import dbtRunner
def parse(callback):
    return dbtRunner(callbacks=[callback]).invoke(["--log-level", "none", "parse"]).result
parse(lambda event: None)
open("models/dim_a.sql", "a").write("-- changed")
names = []
manifest = parse(lambda event: names.append(event.info.name))
test = manifest.nodes["test.shop.no_b"]
print(json.dumps([[name for name in names if "Partial" in name], test.depends_on.nodes]), file=run_dbt.events_out)
`

it('reads only what changed, also where a singular test reads the changed model', async () => {
  const folder = temporaryFolder()
  const { save } = writeSmallProject(folder)
  mkdirSync(join(folder, 'tests'))
  writeFileSync(join(folder, 'tests', 'no_b.sql'), "select * from {{ ref('dim_a') }} where name = 'b'")
  save('models/dim_a.sql', dimA("(1, 'a')"))
  const { stdout } = await execa(await dbtPython(), ['-c', SCRIPT, join(packageRoot, 'python')], {
    cwd: folder,
    env: { DBT_PROFILES_DIR: folder },
  })
  const [events, reads] = JSON.parse(stdout)
  expect(events).toContain('PartialParsingFile')
  expect(events).not.toContain('UnableToPartialParse')
  expect(reads).toEqual(['model.shop.dim_a'])
})
