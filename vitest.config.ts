import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // DuckDB and dbt are the heavy parts: two workers is what a small CI machine has.
    maxWorkers: 2,
  },
})
