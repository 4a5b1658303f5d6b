/**
 * One lakehouse per state folder. The lock file names the process that has it; after `kill -9` it stays behind, and the
 * next process takes it over once it is sure that its owner is gone or that a stranger has its pid now.
 */
import { execFileSync } from 'node:child_process'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readJsonFile } from './atomic-file.js'
import { StartError } from './start-error.js'

interface LockContent {
  pid: number
  instance: string
}

export class ProcessLock {
  private constructor(
    private readonly file: string,
    private readonly content: string,
  ) {}

  /** @throws StartError when another lakehouse holds it. */
  static acquire(file: string, instance: string, stateDir: string): ProcessLock {
    const lock = new ProcessLock(file, JSON.stringify({ pid: process.pid, instance } satisfies LockContent))
    // Somebody else may take a stale lock over at the same time, so it is tried again.
    for (let attempt = 0; attempt < 5; attempt++) {
      if (lock.#create()) return lock
      const before = read(file)
      const { pid } = readJsonFile<LockContent>(file) ?? {}
      if (pid !== undefined && pid !== process.pid && isLakehouse(pid, stateDir)) {
        throw new StartError(`A lakehouse is running on ${stateDir} already (process ${pid}).`, 4)
      }
      lock.#removeStale(before)
    }
    throw new StartError(`Other processes keep taking the lock ${file}.`, 4)
  }

  release(): void {
    if (read(this.file) === this.content) rmSync(this.file, { force: true })
  }

  /** A link appears with its content or not at all. */
  #create(): boolean {
    const temporary = `${this.file}.${process.pid}`
    writeFileSync(temporary, this.content)
    try {
      linkSync(temporary, this.file)
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  #removeStale(before: string | undefined): void {
    const aside = `${this.file}.stale-${process.pid}`
    try {
      renameSync(this.file, aside)
      // What was moved is another's new lock when it is not what was read: it goes back.
      if (read(aside) !== before) linkSync(aside, this.file)
    } catch {
      // Gone meanwhile, or taken again: the next attempt sees how it stands.
    } finally {
      rmSync(aside, { force: true })
    }
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Whether a process is alive and is a lakehouse of this state folder; pids are used again. */
function isLakehouse(pid: number, stateDir: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const command = commandOf(pid)
  return command === undefined || (command.includes('lakehouse') && command.includes(stateDir))
}

function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    // No /proc outside Linux.
  }
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}
