import { answersAsTrino } from './answers.js'

answersAsTrino('casts')
answersAsTrino('operators')
answersAsTrino('queries', {
  'queries-324': 'ordering rows by a NULL field: Trino refuses it when it gets there, here the NULL sorts last',
})
answersAsTrino('nulls')
answersAsTrino('aggregates-and-math')
/** Every signature of every function, called with literals and with columns. */
answersAsTrino('signatures')
/** Operators and casts between values of every type. */
answersAsTrino('type-matrix')
