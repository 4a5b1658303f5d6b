import type { Rule } from '../rule.js'

export const athenaSyntax: Rule = {
  id: 'athena-syntax',
  layers: ['raw', 'stg', 'std', 'cur', null],
  severity: 'error',
  summary: 'The compiled SQL is one query in Athena’s grammar.',
  why: 'Athena would refuse it with SYNTAX_ERROR, after everything before it was built.',
  fix: 'Correct the SQL at the place shown. Other databases’ syntax (::, QUALIFY, backticks) is not Trino’s.',
  check: ({ syntaxError }) => (syntaxError === undefined ? [] : [syntaxError]),
}
