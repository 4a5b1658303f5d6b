/** The command lines of mdw in a shell's text: what follows `mdw`, with the lines that an open quote continues. */
export function commandLines(text: string): string[] {
  const lines = text.split('\n')
  const found: string[] = []
  while (lines.length > 0) {
    let line = lines.shift()!
    const start = /^(\$ )?([^\s#].*[\s("])?(\.\/bin\/)?mdw(?= )/.exec(line)
    if (start === null) continue
    while (lines.length > 0 && isOpen(line)) line += `\n${lines.shift()}`
    found.push(line.slice(start[0].length + 1))
  }
  return found
}

/** Commands between backticks, but those with a placeholder: `mdw show <model>`, `mdw runs [id]`, `mdw build …`. */
export function quotedCommands(text: string): string[] {
  const found = [...text.matchAll(/`(?:\.\/bin\/)?mdw ([^`\n]+?)\\?`/g)].map(([, line]) => line!)
  return found.filter(line => !/[…<[|$]/.test(line))
}

/** A command's words, as a POSIX shell splits them, up to what ends it: `|`, `>`, `;`, `&`, `)` or a comment. */
export function words(line: string): string[] {
  const token = /\s+|(#.*$)|([|>;&)])|("(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'|>;&)\\])/gsy
  const result: string[] = []
  let word: string | undefined
  for (let match = token.exec(line); match !== null; match = token.exec(line)) {
    const [, comment, end, piece] = match
    if (end !== undefined || (comment !== undefined && word === undefined)) break
    if (piece !== undefined) {
      const quoted = /^["']/.test(piece)
      word = (word ?? '') + (quoted ? piece.slice(1, -1) : piece.replace(/^\\/, ''))
    } else if (word !== undefined) {
      result.push(word)
      word = undefined
    }
  }
  return word === undefined ? result : [...result, word]
}

function isOpen(line: string): boolean {
  return /["']/.test(line.replace(/"(?:\\.|[^"\\])*"|'[^']*'/gs, ''))
}
