import { Args } from '@oclif/core'
import { SCRIPTS, SHELLS, type Shell } from '../lib/completion/shells.js'
import { MdwCommand } from '../lib/ui/command.js'

export default class Completion extends MdwCommand {
  static override summary = 'Print a shell’s completion script: commands, flags and names at Tab.'
  static override description = `Names are those of the project that you are in: environments, layers, models, tables.

bash: add to ~/.bashrc: eval "$(mdw completion bash)"
zsh: add to ~/.zshrc, after compinit: eval "$(mdw completion zsh)"
fish: mdw completion fish > ~/.config/fish/completions/mdw.fish`
  static override examples = [
    'eval "$(<%= config.bin %> completion bash)"',
    '<%= config.bin %> completion fish > ~/.config/fish/completions/mdw.fish',
  ]
  static override args = {
    shell: Args.string({ required: true, options: [...SHELLS], description: 'Shell to complete in.' }),
  }

  async run(): Promise<{ script: string }> {
    const { args } = await this.parse(Completion)
    const script = SCRIPTS[args.shell as Shell]
    await this.print(script)
    return { script }
  }
}
