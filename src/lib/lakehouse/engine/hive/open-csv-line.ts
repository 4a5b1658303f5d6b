/** What tells the parts of a line apart. */
export interface CsvFormat {
  separator: string
  quote: string
  escape: string
}

/**
 * One line as OpenCSVSerde reads it (opencsv 2.3, CSVParser.parseLineMulti): a line is a row, so a quoted value that is not
 * closed on it is lost; an escape character counts inside quotes and before a quote or itself, else it vanishes.
 */
export function openCsvFields(line: string, format: CsvFormat): string[] {
  const { separator, quote, escape: escapeChar } = format
  const fields: string[] = []
  let value = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!
    const next = line[i + 1]
    if (char === escapeChar && escapeChar !== quote) {
      if (quoted && (next === quote || next === escapeChar)) value += line[++i]
    } else if (char === quote) {
      if (quoted && next === quote) value += line[++i]
      else {
        // A quote amid a value is part of it, blanks before a quoted value are not.
        if (i > 2 && line[i - 1] !== separator && next !== undefined && next !== separator)
          value = value !== '' && value.trim() === '' ? '' : value + char
        quoted = !quoted
      }
    } else if (char === separator && !quoted) {
      fields.push(value)
      value = ''
    } else {
      value += char
    }
  }
  if (!quoted) fields.push(value)
  return fields
}
