import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { InterruptedError, MdwError } from '../../../src/lib/errors.js'
import { renderFailure, toFailure } from '../../../src/lib/ui/failure.js'
import { formatBytes, formatSeconds, plural } from '../../../src/lib/ui/format.js'
import { nearest } from '../../../src/lib/ui/nearest.js'
import { PlainReporter } from '../../../src/lib/ui/plain-reporter.js'
import { runSteps, step } from '../../../src/lib/ui/steps.js'
import { displayWidth, renderTable } from '../../../src/lib/ui/table.js'

const plain = new Chalk({ level: 0 })

describe('tables', () => {
  it('align what people read: numbers to the right, wide characters by their width', () => {
    const table = renderTable(
      [{ title: 'Name' }, { title: 'Rows', align: 'right' }],
      [
        ['東京', '7'],
        ['Zoë\nline', '1,234'],
      ],
      plain,
    )
    expect(table).toBe(['Name       Rows', '────────  ─────', '東京          7', 'Zoë⏎line  1,234', ''].join('\n'))
    expect(displayWidth('\u001b[31mred\u001b[0m')).toBe(3)
  })
})

describe('formats', () => {
  it('are short', () => {
    expect([formatBytes(12), formatBytes(1536), formatBytes(3 * 2 ** 30)]).toEqual(['12 B', '1.5 KiB', '3.0 GiB'])
    expect([formatSeconds(0.25), formatSeconds(75)]).toEqual(['0.3 s', '1 min 15 s'])
    expect([plural(1, 'table'), plural(1200, 'table'), plural(2, 'entry', 'entries')]).toEqual([
      '1 table',
      '1,200 tables',
      '2 entries',
    ])
  })
})

describe('suggestions', () => {
  it('are made for typing errors only', () => {
    expect(nearest('biuld', ['build', 'query', 'local start'])).toBe('build')
    expect(nearest('local strat', ['build', 'local start'])).toBe('local start')
    expect(nearest('frobnicate', ['build', 'query'])).toBeUndefined()
  })
})

describe('failures', () => {
  it('say what happened, why, and what to do; a stack only for --debug', () => {
    const error = new MdwError({ code: 'X', message: 'It broke.', why: 'A reason.\nAnother.', actions: ['Mend it.'] })
    expect(renderFailure(error, plain, false)).toBe('Error: It broke.\n  A reason.\n  Another.\n  → Mend it.\n  (X)\n')
    expect(renderFailure(error, plain, true)).toContain('ui.test.ts')
  })

  it('tell a full disk and a forbidden path from a bug', () => {
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/data/x' })
    expect(toFailure(denied, false)).toMatchObject({ code: 'FILE_EACCES', exitCode: 1 })
    expect(toFailure(new TypeError('x is undefined'), false)).toMatchObject({ code: 'BUG', exitCode: 70 })
    expect(toFailure(new Error('aborted'), true)).toMatchObject({ exitCode: 130 })
  })
})

describe('steps', () => {
  const recorder = () => {
    let text = ''
    const reporter = new PlainReporter(
      part => {
        text += part
      },
      async () => true,
    )
    return { reporter, text: () => text.replace(/\d+\.\d s/g, 'T') }
  }

  it('are lines without a terminal, and stop at the first failure', async () => {
    const { reporter, text } = recorder()
    const run = runSteps(
      reporter,
      [
        { id: 'a', title: 'First', run: async (_, progress) => progress.result('3 things') },
        { id: 'b', title: 'Second', run: async (_, progress) => progress.skip('already there') },
        { id: 'c', title: 'Third', run: () => Promise.reject(new InterruptedError('Stopped.')) },
        { id: 'd', title: 'Fourth', run: async () => {} },
      ],
      undefined,
    )
    await expect(run).rejects.toThrow('Stopped.')
    expect(text().split('\n')).toEqual([
      '[1/4] First …',
      '[1/4] First done: 3 things (T)',
      '[2/4] Second …',
      '[2/4] Second skipped: already there (T)',
      '[3/4] Third …',
      '[3/4] Third interrupted (T)',
      '',
    ])
  })

  it('are interrupted, not failed, where the command’s signal ended their work', async () => {
    const { reporter, text } = recorder()
    const run = async () => AbortSignal.abort().throwIfAborted()
    await expect(runSteps(reporter, [{ id: 'a', title: 'First', run }], undefined)).rejects.toThrow()
    expect(text()).toContain('[1/1] First interrupted')
  })

  it('that are alone and quick say nothing', async () => {
    const { reporter, text } = recorder()
    expect(await step(reporter, 'Quick', async () => 42)).toBe(42)
    expect(text()).toBe('')
  })
})
