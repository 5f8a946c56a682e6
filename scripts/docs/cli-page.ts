import { isGroup, type Entry } from '../../packages/cli/src/command-entry.ts';
import type { CommandSpec, OptionSpec } from '../../packages/cli/src/command-spec.ts';
import { commandTable } from '../../packages/cli/src/command-table.ts';
import { outputSchemas } from '../../packages/cli/src/outputs/index.ts';
import { globalOptions } from '../../packages/cli/src/program.ts';

/** `docs/reference/cli.md`: every command with its options and examples. */
export async function cliPage(): Promise<string> {
  const commands = await commandsOf('stoa', commandTable);
  const schemas = outputSchemas().map(
    ({ name, title }) => `| ${title} | [${name}.schema.json](${name}.schema.json) |`,
  );
  return `# Commands

Made from the command table by \`make docs\`; do not edit.

Results go to stdout; progress, warnings and errors go to stderr, with \`-o jsonl\` to stdout as well. Secrets are never
arguments. Exit codes are in [errors.md](errors.md).

## All commands

${optionTable(globalOptions)}
${commands.join('\n')}
## What other programs get

| printed by | JSON Schema |
| --- | --- |
${schemas.join('\n')}
`;
}

async function commandsOf(path: string, entries: readonly Entry[]): Promise<string[]> {
  const sections: string[] = [];
  for (const entry of entries) {
    const inner = `${path} ${entry.name}`;
    if (isGroup(entry)) sections.push(...(await commandsOf(inner, entry.commands)));
    else sections.push(section(inner, await entry.load()));
  }
  return sections;
}

function section(
  path: string,
  { description, arguments: args = [], options = [], examples }: CommandSpec,
): string {
  const usage = [path, ...args.map(({ name }) => name), ...(options.length > 0 ? ['[options]'] : [])].join(
    ' ',
  );
  const argumentLines = args.map(({ name, description: about }) => `- \`${name}\`: ${about}`);
  const exampleLines = examples.map(({ command, meaning }) => `# ${meaning}\n${command}`);
  return [
    `## ${path}`,
    description,
    `\`\`\`\n${usage}\n\`\`\``,
    ...(argumentLines.length > 0 ? [argumentLines.join('\n')] : []),
    ...(options.length > 0 ? [optionTable(options).trimEnd()] : []),
    `\`\`\`sh\n${exampleLines.join('\n\n')}\n\`\`\`\n`,
  ].join('\n\n');
}

function optionTable(options: readonly OptionSpec[]): string {
  const rows = options.map(({ flags, description, choices, default: preset }) => {
    const values = choices ? `; one of ${choices.join(', ')}` : '';
    const shown = preset === undefined || preset === '' ? '' : `; default ${preset}`;
    return `| \`${flags}\` | ${`${description}${values}${shown}`.replaceAll('|', '\\|')} |`;
  });
  return `| option | meaning |\n| --- | --- |\n${rows.join('\n')}\n`;
}
