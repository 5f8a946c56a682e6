import type { CompletionNode, CompletionOption } from './model.ts';

export function fishScript(nodes: readonly CompletionNode[]): string {
  const paths = nodes.filter((node) => node.path).map((node) => quote(node.path));
  return `# fish completion for stoa, made by: stoa completion fish
function __stoa_path
    set -l path
    for word in (commandline -opc)[2..-1]
        set -l next (string join ' ' -- $path $word)
        contains -- $next ${paths.join(' ')}; and set path $next
    end
    test "$path" = "$argv[1]"
end
complete -c stoa -f
${nodes.flatMap((node) => nodeLines(node)).join('\n')}
`;
}

function nodeLines(node: CompletionNode): string[] {
  const start = `complete -c stoa -n ${quote(`__stoa_path ${quote(node.path)}`)}`;
  const lines = node.commands.map(({ name, summary }) => `${start} -a ${name} -d ${quote(summary)}`);
  if (node.choices.length > 0) lines.push(`${start} -a ${quote(node.choices.join(' '))}`);
  if (node.completes) lines.push(`${start} -F`);
  return [...lines, ...node.options.map((option) => `${start} ${optionWords(option)}`)];
}

function optionWords(option: CompletionOption): string {
  const names = option.names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const words = [...names, `-d ${quote(option.description)}`];
  if (option.takesValue) words.push(option.completes ? '-rF' : '-x');
  if (option.choices.length > 0) words.push(`-a ${quote(option.choices.join(' '))}`);
  return words.join(' ');
}

/** fish knows two escapes inside single quotes: \\\\ and \\'. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
