import type { Reporter } from '../../src/lib/ui/reporter.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import type { Round, WatchRequest } from '../../src/lib/watch/round.js'
import { type WatchResult, watch } from '../../src/lib/watch/watch.js'

export interface Watching {
  /** The next round that is not `nothing`, when its rows are compared. */
  round(): Promise<Round>
  /** Resolves when a message with this text was shown. */
  saying(text: string): Promise<void>
  stop(): Promise<WatchResult>
}

const REQUEST: WatchRequest = { depth: 1, select: [], test: true, lint: true, diff: true, once: false }

/** Starts a watch and waits until it watches. */
export async function watching(connection: Connection, request: Partial<WatchRequest> = {}): Promise<Watching> {
  const stop = new AbortController()
  const rounds: Round[] = []
  const said: string[] = []
  let told = () => {}
  const reporter: Reporter = {
    emit: event => {
      if (event.type !== 'message') return
      said.push(event.text)
      told()
    },
    ask: async () => true,
  }
  let ended: Promise<WatchResult> | undefined
  const ready = new Promise<void>(resolve => {
    const listener = {
      ready: async () => resolve(),
      result: async () => {},
      compared: async (round: Round) => {
        if (round.outcome !== 'nothing') rounds.push(round)
        told()
      },
    }
    ended = watch(connection, { ...REQUEST, ...request }, listener, reporter, stop.signal)
  })
  await Promise.race([ready, ended])
  const change = () =>
    new Promise<void>(resolve => {
      told = resolve
    })
  return {
    async round() {
      while (rounds.length === 0) await change()
      return rounds.shift()!
    },
    async saying(text) {
      while (!said.some(line => line.includes(text))) await change()
    },
    stop() {
      stop.abort()
      return ended!
    },
  }
}
