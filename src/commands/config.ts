import { Args } from '@oclif/core'
import { type EffectiveConfig, effectiveConfig } from '../lib/config/effective.js'
import { type FoundSetting, findSetting } from '../lib/config/find-setting.js'
import { renderConfig, renderValue } from '../lib/config/render.js'
import { WarehouseCommand } from '../lib/ui/warehouse-command.js'

export default class Config extends WarehouseCommand {
  static override summary = 'Show every setting with its value and where that comes from.'
  static override description =
    'Flags win over MDW_ variables of the shell, these over mdw.yml, and that over the defaults. With a key, stdout has the value and nothing else: lists and blocks as JSON, nothing where the setting is not set. Secrets are hidden.'
  static override examples = [
    '<%= config.bin %> config',
    '<%= config.bin %> config --env dev',
    '<%= config.bin %> config region',
    '<%= config.bin %> config environments.local.bucket',
    '<%= config.bin %> config lint --json',
  ]
  static override args = {
    key: Args.string({
      description: 'One setting, in full or as the environment has it: environments.dev.region, region.',
    }),
  }

  async run(): Promise<EffectiveConfig | FoundSetting> {
    const { args, flags } = await this.parse(Config)
    const config = effectiveConfig(process.cwd(), flags.env)
    if (args.key !== undefined) {
      const found = findSetting(config, args.key)
      await this.print(renderValue(found.value))
      return found
    }
    for (const text of config.warnings) this.reporter.emit({ type: 'message', level: 'warning', text })
    await this.print(renderConfig(config))
    return config
  }
}
