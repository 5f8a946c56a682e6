import { mkdir, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { configErrors, editorSchema, platformSchema, renderTemplate, templates } from '@stoa/toolkit/config';
import { cliErrors } from '../cli-errors.ts';
import { defineCommand } from '../command-spec.ts';
import type { CommandContext } from '../context.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly template?: string;
  readonly name?: string;
  readonly yes?: boolean;
}

interface Answers {
  readonly template: string;
  readonly name: string;
}

const configName = 'stoa.yaml';
const schemaName = 'stoa.schema.json';

export const command = defineCommand<Options>({
  description: `Writes ${configName} and, for the editor, its schema ${schemaName}. Never overwrites a config.`,
  arguments: [{ name: '[folder]', description: 'where to write; default: here', completes: 'folder' }],
  options: [
    {
      flags: '-t, --template <name>',
      description: templates.map(({ name, summary }) => `${name}: ${summary}`).join('; '),
      choices: templates.map(({ name }) => name),
    },
    { flags: '-n, --name <name>', description: 'name of the platform; default: the folder’s name' },
    { flags: '-y, --yes', description: 'ask nothing, take the defaults' },
  ],
  examples: [
    { command: 'stoa init', meaning: 'answer two questions' },
    { command: 'stoa init --yes', meaning: 'the whole platform on this machine' },
    { command: 'stoa init calls --template mesh', meaning: 'a small one, in the folder calls' },
  ],
  run: async (context, [folder = '.'], options) => {
    const dir = resolve(context.io.cwd, folder);
    const file = join(dir, configName);
    if (await exists(file)) throw alreadyThere(file);
    const answers = await ask(context.io, dir, options);
    const text = renderTemplate(answers.template, { name: answers.name, schema: `./${schemaName}` });
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, schemaName), `${JSON.stringify(editorSchema(), null, 2)}\n`);
    await writeNew(file, text);
    say(context, file, answers);
  },
});

function say(context: CommandContext, file: string, answers: Answers): void {
  const shown = relative(context.io.cwd, file);
  const flag = shown === configName ? '' : ` -f ${shown}`;
  context.print({ file, ...answers }, () => `wrote ${shown}\nnext: stoa up${flag}`);
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}

function alreadyThere(file: string, cause?: unknown): Error {
  return configErrors.make('CONFIG_EXISTS', `${file} is there already`, {
    hint: 'name another folder, or remove it first',
    cause,
  });
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(file, error);
    throw error;
  }
}

async function ask(io: Io, dir: string, options: Options): Promise<Answers> {
  const name = options.name ?? toName(basename(dir));
  const template = options.template ?? 'local';
  if (options.yes || options.template) return { template, name: checkName(name) };
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw cliErrors.make('CLI_NEEDS_TERMINAL', 'stoa init asks questions, but there is no terminal', {
      hint: 'take the defaults with --yes, or choose with --template',
    });
  }
  const { askInit } = await import('../prompts.ts');
  const answers = await askInit({ name, nameProblem });
  return { template: answers.template, name: checkName(answers.name) };
}

/** A platform name out of a folder name; `stoa` when nothing is left of it. */
function toName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return name || 'stoa';
}

function nameProblem(name: string): string | undefined {
  return platformSchema.shape.name.safeParse(name).error?.issues[0]?.message;
}

function checkName(name: string): string {
  const problem = nameProblem(name);
  if (problem === undefined) return name;
  throw cliErrors.make('CLI_USAGE', `${name} cannot be the name of a platform`, { hint: problem });
}
