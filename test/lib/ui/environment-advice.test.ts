import { expect, it } from 'vitest'
import { MdwError } from '../../../src/lib/errors.js'
import { withEnvironment } from '../../../src/lib/ui/environment-advice.js'

it('adds --env to the commands that would work elsewhere without it', () => {
  const actions = [
    '`mdw status` lists the tables; `mdw build --layer std` makes them.',
    '`mdw query "select 1"` works, and `mdw exec -- dbt ls -e x`.',
    'Run `mdw up --env prod`, `mdw travel t -e prod` or `mdw exec --env prod -- dbt build`.',
    '`mdw local exec -- dbt build`, `mdw local start`, `mdw init`, `mdw runs`, `aws sso login`',
  ]
  const error = new MdwError({ code: 'X', message: 'm', why: 'w', actions, exitCode: 4, data: { a: 1 } })
  const advised = withEnvironment(error, 'dev')
  expect(advised.actions).toEqual([
    '`mdw status --env dev` lists the tables; `mdw build --layer std --env dev` makes them.',
    '`mdw query "select 1" --env dev` works, and `mdw exec --env dev -- dbt ls -e x`.',
    ...actions.slice(2),
  ])
  expect({ ...advised.toJSON(), actions }).toEqual({ ...error.toJSON(), actions })
  expect(advised.stack).toBe(error.stack)
})
