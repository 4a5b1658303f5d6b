import { formatBytes, formatSeconds } from '../../ui/format.js'
import type { Progress } from '../../ui/reporter.js'
import type { LocalFile } from './local-files.js'

/** Adds up what the parallel uploads have sent: bytes, rate and time left. */
export class SentBytes {
  private readonly byKey = new Map<string, number>()
  /** Of interrupted uploads: there, but not sent now. */
  private readonly before = new Map<string, number>()
  private readonly total: number
  private readonly started = performance.now()

  constructor(
    files: LocalFile[],
    private readonly progress: Progress | undefined,
  ) {
    this.total = files.reduce((sum, file) => sum + file.size, 0)
  }

  update(file: LocalFile, bytes: number, before = this.before.get(file.key) ?? 0): void {
    this.byKey.set(file.key, bytes)
    this.before.set(file.key, before)
    const done = sum(this.byKey.values())
    const rate = (done - sum(this.before.values())) / Math.max((performance.now() - this.started) / 1000, 0.001)
    const left = rate > 0 ? `, ${formatSeconds((this.total - done) / rate)} left` : ''
    const amount = `${formatBytes(done)} of ${formatBytes(this.total)}, ${formatBytes(Math.round(rate))}/s${left}`
    this.progress?.update(`${file.key} (${amount})`, done, this.total)
  }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((a, b) => a + b, 0)
}
