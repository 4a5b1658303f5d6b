import { groupCases } from './group-cases.js'

groupCases('strings', {
  'strings-036': 'a NULL argument decides between text and bytes: Trino calls it ambiguous, here it is text',
})
