import { isCancel, select, text } from '@clack/prompts';
import { templates } from '@stoa/toolkit/config';
import { cliErrors } from './cli-errors.ts';

export interface InitQuestion {
  /** Suggested name. */
  readonly name: string;
  readonly nameProblem: (name: string) => string | undefined;
}

/** Asks on stderr, so that stdout holds results only. @throws CLI_INTERRUPTED on Ctrl-C */
export async function askInit(question: InitQuestion): Promise<{ template: string; name: string }> {
  const output = process.stderr;
  const template = await select({
    message: 'What should the platform be?',
    options: templates.map(({ name, summary }) => ({ value: name, label: name, hint: summary })),
    output,
  });
  if (isCancel(template)) throw cliErrors.make('CLI_INTERRUPTED', 'nothing was written');
  const name = await text({
    message: 'What is its name?',
    initialValue: question.name,
    validate: (value) => question.nameProblem(value ?? ''),
    output,
  });
  if (isCancel(name)) throw cliErrors.make('CLI_INTERRUPTED', 'nothing was written');
  return { template, name };
}

/** Asks for a name to be typed, as a confirmation. @throws CLI_INTERRUPTED when it is not given */
export async function askName(what: string, name: string): Promise<void> {
  const typed = await text({
    message: `${what}. Type ${name} to go on`,
    validate: (value) => (value === name ? undefined : `type ${name}, or press Ctrl-C`),
    output: process.stderr,
  });
  if (isCancel(typed)) throw cliErrors.make('CLI_INTERRUPTED', 'nothing was changed');
}
