/**
 * How many statements run at once; the rest wait. A DuckDB call holds a libuv thread until it is done, and may wait for this
 * process's own S3 door, whose file system calls need such threads too: some must stay free, or all wait for each other.
 */
export function statementConcurrency(threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4)): number {
  return Math.max(1, Math.min(16, threads - Math.max(2, Math.floor(threads / 4))))
}
