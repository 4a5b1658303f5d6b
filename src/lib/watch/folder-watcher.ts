import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { MdwError, systemCodeOf } from '../errors.js'
import { ExitCode } from '../exit-codes.js'

/**
 * Tells of changes below a folder, with one watcher for each folder in it: Node's own recursive watching is missing or
 * incomplete on Linux before Node 22. Editors that save through a new file and a rename are seen as any other change.
 */
export class FolderWatcher {
  readonly #watchers = new Map<string, FSWatcher>()

  constructor(
    root: string,
    private readonly isIgnored: (name: string) => boolean,
    private readonly onChange: (path: string) => void,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#add(root, false)
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** A folder that is new may have been filled before it was watched: its files count as changed then. */
  #add(folder: string, isNew: boolean): void {
    if (this.#watchers.has(folder)) return
    try {
      const watcher = watch(folder, (_, name) => this.#seen(folder, name))
      watcher.on('error', () => this.#remove(folder))
      this.#watchers.set(folder, watcher)
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (this.isIgnored(entry.name)) continue
        if (entry.isDirectory()) this.#add(join(folder, entry.name), isNew)
        else if (isNew) this.onChange(join(folder, entry.name))
      }
    } catch (error) {
      const code = systemCodeOf(error)
      this.#remove(folder)
      if (code === 'ENOENT' || code === 'ENOTDIR') return
      throw code === 'ENOSPC' || code === 'EMFILE' ? tooMany(error) : error
    }
  }

  #remove(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue
      watcher.close()
      this.#watchers.delete(path)
    }
  }

  #seen(folder: string, name: string | null): void {
    if (name === null || this.isIgnored(name)) return
    const path = join(folder, name)
    // A folder that was renamed or deleted is watched under its old name no more.
    if (this.#watchers.has(path)) this.#remove(path)
    try {
      if (isFolder(path)) this.#add(path, true)
      else this.onChange(path)
    } catch (error) {
      this.onError(error)
    }
  }
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch {
    return false
  }
}

function tooMany(cause: unknown): MdwError {
  return new MdwError({
    code: 'TOO_MANY_WATCHERS',
    message: 'This machine watches as many folders as it may already.',
    actions: [
      'Raise the limit: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512',
      'Close programs that watch files, such as editors and development servers.',
    ],
    exitCode: ExitCode.notReady,
    cause,
  })
}
