import { Args, Flags } from '@oclif/core'
import { ExitCode } from '../lib/exit-codes.js'
import { lintAndFix } from '../lib/layers/lint-and-fix.js'
import { renderFixes } from '../lib/layers/render/fixes.js'
import { LINT_FORMATS, type LintFormat, renderAs } from '../lib/layers/render/formats.js'
import { ruleTable } from '../lib/layers/render/rules.js'
import { rules } from '../lib/layers/rules.js'
import { LAYERS } from '../lib/project/environment.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Lint extends WarehouseCommand {
  static override summary = 'Check the models against the layers’ rules, and for what Athena would refuse.'
  static override description =
    'Looks at the syntax tree of each model’s compiled SQL. Ends with exit code 3 where it finds errors. ' +
    'Severities and exceptions are in mdw.yml, under lint:.'
  static override examples = [
    '<%= config.bin %> lint',
    '<%= config.bin %> lint stg_sales --athena',
    '<%= config.bin %> lint --fix --dry-run',
    '<%= config.bin %> lint -o sarif > lint.sarif',
    '<%= config.bin %> lint --rules',
  ]
  static override strict = false
  static override args = { model: Args.string({ description: 'Names or files of models; all of them without.' }) }
  static override flags = {
    layer: Flags.option({
      char: 'l',
      options: LAYERS,
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only models of this layer; may be repeated.',
    })(),
    output: Flags.option({
      char: 'o',
      options: LINT_FORMATS,
      default: 'text' as const,
      summary: 'Form of the findings.',
    })(),
    athena: Flags.boolean({ summary: 'Also have Athena plan every model (EXPLAIN) against the tables as they are.' }),
    strict: Flags.boolean({ summary: 'Warnings count as errors.' }),
    fix: Flags.boolean({ summary: 'Write the settings that are missing into the models’ config().' }),
    'dry-run': Flags.boolean({ summary: 'With --fix: show the changes, and change nothing.', dependsOn: ['fix'] }),
    recompile: Flags.boolean({
      summary: 'Have dbt compile the models though no file of the dbt project changed.',
    }),
    rules: Flags.boolean({ summary: 'List the rules.', exclusive: ['fix', 'athena'] }),
  }

  async run(): Promise<unknown> {
    const { flags, argv } = await this.parse(Lint)
    if (flags.rules) {
      await this.print(ruleTable(this.open(flags).project.config.lint))
      return { rules: Object.values(rules).map(({ check: _, ...rule }) => rule) }
    }
    const fix = flags.fix ? (flags['dry-run'] ? ('show' as const) : ('write' as const)) : undefined
    const { athena, recompile, layer: layers = [], strict } = flags
    const request = { models: argv as string[], layers, athena, recompile, fix }
    const connection = await this.connect(flags)
    const { result, fixes } = await lintAndFix(connection, request, this.reporter, this.signal)
    if (fix === 'show') await this.print(renderFixes(fixes))
    else {
      await this.print(renderAs(flags.output as LintFormat, result, this.config.version))
      if (result.errors > 0 || (strict && result.warnings > 0)) this.exitWith(ExitCode.differences)
    }
    const fixed = { fixes: fixes.map(({ file, set }) => ({ file, set })), written: fix === 'write' }
    return { environment: connection.environment.name, ...result, ...(fix === undefined ? {} : fixed) }
  }
}
