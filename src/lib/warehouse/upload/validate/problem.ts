/** A file to check, and what to call it. */
export interface CheckedFile {
  path: string
  shown: string
}

/** What can be wrong with a file, in the order of importance. */
export type ProblemKind = 'encoding' | 'quoting' | 'columns' | 'type' | 'duplicate'

export interface Problem {
  kind: ProblemKind
  file: string
  line: number
  column?: string
  value: string
  text: string
}

export interface FileReport {
  file: string
  rows: number
  /** The first problems of the file. */
  first: Problem[]
  counts: Partial<Record<ProblemKind, number>>
}

/** `a.csv:3 Price "x": not a decimal(18,4)`: one line a problem, then how many more there are. */
export function describeProblems(reports: FileReport[]): string[] {
  return reports.flatMap(({ first, counts }) => {
    const shown = first.map(({ file, line, column, value, text }) => {
      const where = column === undefined ? '' : `${column} `
      return `${file}:${line} ${where}${JSON.stringify(value.slice(0, 120))}: ${text}`
    })
    const total = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`)
    return [...shown, `in all: ${total.join(', ')}`]
  })
}

/** The advice for a file that is right but for its form, which `mdw init` cleaned when the table was made. */
export function adviseClean(table: string, file: string): string {
  return `If only its form is another, let mdw write a clean copy: \`mdw upload ${table} --from ${JSON.stringify(file)} --clean\``
}
