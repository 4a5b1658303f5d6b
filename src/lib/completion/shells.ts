export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

export function isShell(name: string): name is Shell {
  return (SHELLS as readonly string[]).includes(name)
}

/**
 * The function that a shell calls at Tab: it asks the `mdw` that is being typed, so that the answers are those of that
 * version and project. A command name without a folder stands for `./bin/mdw` too, in all three shells.
 */
export const SCRIPTS: Record<Shell, string> = {
  // No compopt and no mapfile in macOS' bash 3.2.
  bash: `_mdw() {
  local mdw=\${COMP_WORDS[0]/#\\~/$HOME} line
  type -P -- "$mdw" >/dev/null || mdw=mdw
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files | :folders)
        compopt -o filenames 2>/dev/null
        [ "$line" = :folders ] && line=-d || line=-f
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen "$line" -- "\${COMP_WORDS[COMP_CWORD]#=}")
        ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <("$mdw" __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _mdw mdw
`,
  zsh: `#compdef mdw
_mdw() {
  local mdw=\${~words[1]} line paths
  local -a described
  (( $+commands[$mdw] )) || [[ -x $mdw ]] || mdw=mdw
  for line in "\${(@f)$("$mdw" __complete zsh "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files | :folders) paths=$line ;;
      *$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) described+=("\${line//:/\\\\:}") ;;
    esac
  done
  (( $#described )) && _describe mdw described
  [[ $paths = :files ]] && _files
  [[ $paths = :folders ]] && _files -/
  return 0
}
if [[ $funcstack[1] = _mdw ]]; then
  _mdw "$@"
else
  compdef _mdw mdw
fi
`,
  fish: `function __mdw_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l mdw (string replace -r '^~' $HOME -- $words[1])
  type -q $mdw; or set mdw mdw
  for line in ($mdw __complete fish $words[2..-1] 2>/dev/null)
    switch $line
      case :files
        __fish_complete_path (commandline -ct)
      case :folders
        __fish_complete_directories (commandline -ct)
      case '*'
        echo $line
    end
  end
end
complete -c mdw -f -a '(__mdw_complete)'
`,
}
