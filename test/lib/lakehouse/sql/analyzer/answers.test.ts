import { answersAsTrino } from '../../../../dialect/answers.js'

const cases = (name: string, known?: Record<string, string>) =>
  answersAsTrino(`${name} answer as Trino's`, new URL(`cases/${name}.jsonl`, import.meta.url), known)

cases('casts')
cases('operators')
cases('queries', {
  'queries-324': 'ordering rows by a NULL field: Trino refuses it when it gets there, here the NULL sorts last',
})
cases('nulls')
cases('aggregates-and-math')
/** Every signature of every function, called with literals and with columns. */
cases('signatures')
/** Operators and casts between values of every type. */
cases('type-matrix')
