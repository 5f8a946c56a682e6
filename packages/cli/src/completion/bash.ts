import type { Completes } from '../command-spec.ts';
import type { CompletionNode } from './model.ts';

/** Words of the script are names from our own table: letters, digits and hyphens, so they need no quoting. */
export function bashScript(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter((node) => node.path).map((node) => `'${node.path}'`);
  return `# bash completion for stoa, made by: stoa completion bash
_stoa() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local path='' next index words='' files=''
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${path:+$path }\${COMP_WORDS[index]}"
    case $next in
      ${paths.join('|')}) path=$next ;;
    esac
  done
  case "$path:$before" in
${nodes.flatMap((node) => valueCases(node)).join('\n')}
    *)
      case $path in
${nodes.map((node) => nodeCase(node)).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ $files && $word != -* ]]; then
    compopt -o filenames 2>/dev/null
    local path_match
    while IFS= read -r path_match; do COMPREPLY+=("$path_match"); done < <(compgen "$files" -- "$word")
  fi
}
complete -F _stoa stoa
`;
}

function valueCases(node: CompletionNode): string[] {
  return node.options
    .filter((option) => option.takesValue)
    .map((option) => {
      const patterns = option.names.map((name) => `'${node.path}:${name}'`).join('|');
      return `    ${patterns}) ${offer(option.choices, option.completes)} ;;`;
    });
}

function nodeCase(node: CompletionNode): string {
  const words = [
    ...node.commands.map((command) => command.name),
    ...node.choices,
    ...node.options.flatMap((option) => option.names),
  ];
  return `        '${node.path}') ${offer(words, node.completes)} ;;`;
}

function offer(words: readonly string[], completes: Completes | undefined): string {
  const files = completes === undefined ? '' : ` files=${completes === 'folder' ? '-d' : '-f'}`;
  return `words='${words.join(' ')}'${files}`;
}
