import { plural } from '../ui/format.js'

/** What of a delivered file OpenCSVSerde would read wrong. Numbers count rows or lines. */
export interface Faults {
  /** The encoding, where it is not plain UTF-8. */
  encoding: string | undefined
  compressed: boolean
  preamble: number
  noHeader: boolean
  oddHeader: boolean
  loneReturns: boolean
  blank: number
  short: number
  long: number
  broken: number
  stray: number
  backslash: number
  unclosedQuotes: number
}

/** Each fault with what the clean copy does about it. Empty for a file that can stay as it is. */
export function describeFaults(faults: Faults): string[] {
  const found: [number | boolean | string | undefined, string][] = [
    [faults.encoding, `${faults.encoding}: written as UTF-8`],
    [faults.compressed, 'compressed: unpacked'],
    [faults.preamble, `${plural(faults.preamble, 'line')} above the header: left out`],
    [faults.noHeader, 'no header line: columns are called column_1, column_2, …'],
    [faults.oddHeader && !faults.noHeader, 'column names that Glue does not take, or takes once: written anew'],
    [faults.loneReturns, 'lines that end in a carriage return alone: ended as elsewhere'],
    [faults.blank, `${plural(faults.blank, 'blank line')}: left out`],
    [faults.short, `${plural(faults.short, 'row')} too short: filled with blanks`],
    [faults.long, `${plural(faults.long, 'row')} too long: cut where nothing is lost, else set aside`],
    [faults.broken, `${plural(faults.broken, 'row')} with a line break in a value: made a blank`],
    [faults.stray, `${plural(faults.stray, 'row')} with quotes in odd places: quoted properly`],
    [faults.backslash, `${plural(faults.backslash, 'row')} with backslashes: escaped`],
    [faults.unclosedQuotes, `${plural(faults.unclosedQuotes, 'quote')} never closed: taken as text`],
  ]
  return found.flatMap(([present, text]) => (present ? [text] : []))
}
