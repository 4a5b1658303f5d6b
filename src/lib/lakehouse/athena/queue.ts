/** Runs at most `limit` pieces of work at once, the others in the order they came. */
export class WorkQueue {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly limit: number) {}

  /** Rejects with the signal's reason when it is aborted while waiting. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.running >= this.limit) await this.turn(signal)
    else this.running++
    try {
      signal.throwIfAborted()
      return await work()
    } finally {
      // The place is handed over, not given back, so that nobody can overtake.
      const next = this.waiting.shift()
      if (next) next()
      else this.running--
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      this.waiting.push(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }
}
