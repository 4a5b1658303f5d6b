import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { systemCodeOf } from '../../errors.js'

/** Puts a complete folder in the place of another. At every moment the old or the new one can be had again. */
export function swapIn(complete: string, target: string): void {
  const ready = `${target}.new`
  rmSync(ready, { recursive: true, force: true })
  moveOver(complete, ready)
  recover(target)
  const previous = `${target}.previous`
  if (existsSync(target)) renameSync(target, previous)
  renameSync(ready, target)
  rmSync(previous, { recursive: true, force: true })
}

/** Undoes a swap that was killed in the middle: the old folder comes back, or what is left of it goes. */
export function recover(target: string): void {
  const previous = `${target}.previous`
  if (!existsSync(previous)) return
  if (existsSync(target)) rmSync(previous, { recursive: true, force: true })
  else renameSync(previous, target)
}

/** A rename where possible, a copy between file systems. */
function moveOver(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (systemCodeOf(error) !== 'EXDEV') throw error
    cpSync(from, to, { recursive: true, verbatimSymlinks: true })
  }
}
