import type { Completes } from '../command-spec.ts';
import type { CompletionNode } from './model.ts';

export function zshScript(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter((node) => node.path).map((node) => quote(node.path));
  return `#compdef stoa
# zsh completion for stoa, made by: stoa completion zsh
_stoa() {
  local command='' next
  integer index
  for (( index = 2; index < CURRENT; index++ )); do
    next="\${command:+$command }\${words[index]}"
    case $next in
      (${paths.join('|')}) command=$next ;;
    esac
  done
  local -a found
  case "$command:\${words[CURRENT-1]}" in
${nodes.flatMap((node) => valueCases(node)).join('\n')}
  esac
  case $command in
${nodes.map((node) => nodeCase(node)).join('\n')}
  esac
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _stoa "$@"; else compdef _stoa stoa; fi
`;
}

function valueCases(node: CompletionNode): string[] {
  return node.options
    .filter((option) => option.takesValue)
    .map((option) => {
      const patterns = option.names.map((name) => quote(`${node.path}:${name}`)).join('|');
      return `    (${patterns}) ${offer(option.choices, option.completes)}; return ;;`;
    });
}

function nodeCase(node: CompletionNode): string {
  const words = [
    ...node.commands.map(({ name, summary }) => described(name, summary)),
    ...node.choices.map(quote),
  ];
  const options = node.options.flatMap((option) =>
    option.names.map((name) => described(name, option.description)),
  );
  const lines: string[] = [];
  if (words.length > 0) lines.push(`found=(${words.join(' ')}); _describe value found`);
  if (node.completes) lines.push(offer([], node.completes));
  lines.push(`found=(${options.join(' ')}); _describe -o option found`);
  return `    (${quote(node.path)})\n      ${lines.join('\n      ')} ;;`;
}

function offer(choices: readonly string[], completes: Completes | undefined): string {
  if (completes) return completes === 'folder' ? '_files -/' : '_files';
  return choices.length > 0 ? `compadd -- ${choices.map(quote).join(' ')}` : '_message value';
}

/** `name:description` as `_describe` takes it; a colon in the name would end it. */
function described(name: string, description: string): string {
  return quote(`${name.replaceAll(':', '\\:')}:${description}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
