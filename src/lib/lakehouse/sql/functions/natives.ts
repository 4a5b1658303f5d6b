import { combinations } from './native/combinations.js'
import { encodings } from './native/encodings.js'
import { hashing } from './native/hashing.js'
import { javaFormats } from './native/java-format.js'
import { json } from './native/json.js'
import { measures } from './native/measures.js'
import { regexps } from './native/regexp.js'
import { spookyHashes } from './native/spooky.js'
import { sqlJson } from './native/sql-json-evaluation.js'
import { statistics } from './native/statistics.js'
import { text } from './native/text.js'
import { uris } from './native/uri.js'
import type { NativeFunction } from './native.js'

/** All functions that translated SQL calls back into this process for; registered once a DuckDB instance, before the macros. */
export const nativeFunctions: NativeFunction[] = [
  ...combinations,
  ...encodings,
  ...hashing,
  ...javaFormats,
  ...json,
  ...measures,
  ...regexps,
  ...statistics,
  ...spookyHashes,
  ...sqlJson,
  ...text,
  ...uris,
]
