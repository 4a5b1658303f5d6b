import type { CsvFormat } from '../../project/raw-sources.js'

/**
 * The fields of one CSV line as OpenCSVSerde reads them: quotes may surround a field, a quote inside is doubled or
 * escaped. Undefined when the line ends inside quotes.
 */
export function csvFields(line: string, format: CsvFormat): string[] | undefined {
  const fields: string[] = []
  let field = ''
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    const next = line[at + 1]
    if (quoted && next === format.quote && (character === format.quote || character === format.escape)) {
      field += next
      at++
    } else if (quoted && character === format.escape && next === format.escape) {
      field += next
      at++
    } else if (character === format.quote) {
      quoted = !quoted
    } else if (character === format.separator && !quoted) {
      fields.push(field)
      field = ''
    } else {
      field += character
    }
  }
  if (quoted) return undefined
  fields.push(field)
  return fields
}

/** Whether an escape character stands where OpenCSVSerde leaves it out: outside of quotes, or before an ordinary character. */
export function losesEscape(line: string, { quote, escape: sign }: CsvFormat): boolean {
  if (sign === quote) return false
  let quoted = false
  for (let at = 0; at < line.length; at++) {
    const next = line[at + 1]
    if (line[at] === sign) {
      if (!quoted || (next !== quote && next !== sign)) return true
      at++
    } else if (line[at] === quote) {
      if (quoted && next === quote) at++
      else quoted = !quoted
    }
  }
  return false
}
