#!/usr/bin/env node
// Runs on any Node that knows modules, so that an old one gets a sentence and not a syntax error.
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  process.stderr.write(
    `mdw: this is Node.js ${process.versions.node}, and mdw needs 20 or newer.\n` +
      '  → Install a current Node.js from https://nodejs.org, or with your version manager, then run this again.\n',
  )
  process.exit(4)
}
if (process.argv[2] === '__complete') {
  // At every Tab: no check of the clone, no oclif, and no message whatever is missing.
  const answer = await import('../dist/lib/completion/answer-shell.js').catch(() => undefined)
  process.stdout.write(answer?.answerShell(process.argv.slice(3)) ?? '')
} else {
  const { prepare } = await import('./setup.mjs')
  await prepare()
  await import('./run.mjs')
}
