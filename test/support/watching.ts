import type { Reporter } from '../../src/lib/ui/reporter.js'
import type { Connection } from '../../src/lib/warehouse/connection.js'
import type { Round, WatchRequest } from '../../src/lib/watch/round.js'
import { type WatchResult, watch } from '../../src/lib/watch/watch.js'

export interface Watching {
  /** The next round that is not `nothing`, when its rows are compared. */
  round(): Promise<Round>
  said: string[]
  stop(): Promise<WatchResult>
}

export const REQUEST: WatchRequest = { depth: 1, select: [], test: true, lint: true, diff: true, once: false }

/** Starts a watch and waits until it watches. */
export async function watching(connection: Connection, request: Partial<WatchRequest> = {}): Promise<Watching> {
  const stop = new AbortController()
  const rounds: Round[] = []
  const said: string[] = []
  let told = () => {}
  const reporter: Reporter = {
    emit: event => {
      if (event.type === 'message') said.push(event.text)
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
  return {
    said,
    async round() {
      while (rounds.length === 0) {
        await new Promise<void>(resolve => {
          told = resolve
        })
      }
      return rounds.shift()!
    },
    stop() {
      stop.abort()
      return ended!
    },
  }
}
