import { describe, expect, it } from 'vitest'
import { lastLines, runProcess } from '../../../src/lib/toolchain/process.js'

const node = (script: string) => ({ command: process.execPath, args: ['-e', script] })

describe('runProcess', () => {
  it('passes lines on whole, in order, and keeps both streams', async () => {
    const lines: string[] = []
    const result = await runProcess({
      ...node(
        'process.stdout.write("a\\nb"); setTimeout(() => { process.stdout.write("c\\n"); console.error("oops") }, 30)',
      ),
      onLine: line => lines.push(line),
    })
    expect(lines).toEqual(['a', 'bc'])
    expect(result).toMatchObject({ exitCode: 0, stdout: 'a\nbc\n', stderr: 'oops\n' })
    expect(lastLines(result)).toBe('oops')
  })

  it('gives any exit code as a result', async () => {
    expect((await runProcess(node('process.exit(3)'))).exitCode).toBe(3)
  })

  it('never goes through a shell', async () => {
    const result = await runProcess({ command: process.execPath, args: ['-p', 'process.argv[1]', '$(whoami); "x"'] })
    expect(result.stdout).toBe('$(whoami); "x"\n')
  })

  it('says which program does not exist', async () => {
    await expect(runProcess({ command: 'no-such-program', args: [] })).rejects.toMatchObject({
      code: 'TOOL_NOT_FOUND',
      exitCode: 4,
    })
  })

  it('tells a missing folder from a missing program', async () => {
    await expect(runProcess({ ...node('1'), cwd: '/no/such/folder' })).rejects.toMatchObject({
      code: 'NO_FOLDER',
      message: '/no/such/folder does not exist.',
    })
  })

  it('interrupts the program once, waits for it, and reports the interruption', async () => {
    const abort = new AbortController()
    const lines: string[] = []
    const script =
      'process.on("SIGINT", () => { console.log("interrupted"); setTimeout(() => { console.log("tidy"); process.exit(0) }, 50) }); console.log("ready"); setInterval(() => {}, 1000)'
    const running = runProcess({
      ...node(script),
      signal: abort.signal,
      onLine: line => {
        lines.push(line)
        if (line === 'ready') abort.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ exitCode: 130 })
    expect(lines).toEqual(['ready', 'interrupted', 'tidy'])
  })

  it('starts nothing after an abort', async () => {
    const lines: string[] = []
    await expect(
      runProcess({ ...node('console.log(1)'), signal: AbortSignal.abort(), onLine: line => lines.push(line) }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' })
    expect(lines).toEqual([])
  })
})
