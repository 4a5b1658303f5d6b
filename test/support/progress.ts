import type { Progress } from '../../src/lib/ui/reporter.js'

/** A progress that keeps what it was told. */
export function recordingProgress(): {
  progress: Progress
  updates: string[]
  warnings: string[]
  results: string[]
  skips: string[]
} {
  const updates: string[] = []
  const warnings: string[] = []
  const results: string[] = []
  const skips: string[] = []
  const progress: Progress = {
    update: text => void updates.push(text),
    info: text => void updates.push(text),
    warn: text => void warnings.push(text),
    skip: reason => void skips.push(reason),
    result: note => void results.push(note),
  }
  return { progress, updates, warnings, results, skips }
}
