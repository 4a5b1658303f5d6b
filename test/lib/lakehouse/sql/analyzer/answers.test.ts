import { answersAsTrino } from './answers.js'

answersAsTrino('casts')
answersAsTrino('operators')
answersAsTrino('queries', {
  'queries-277': 'a row field behind a table alias and a column of row type: Trino reports an invalid reference',
  'queries-324': 'ordering rows by a NULL field: Trino refuses it when it gets there, here the NULL sorts last',
})
answersAsTrino('nulls', { 'nulls-007': 'replace with an untyped NULL to search for' })
answersAsTrino('aggregates-and-math')
