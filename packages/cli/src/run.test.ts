import { setTimeout as sleep } from 'node:timers/promises';
import { defineErrors, type ProgressEvent } from '@stoa/toolkit/base';
import { expect, test } from 'vitest';
import type { Entry } from './command-entry.ts';
import { defineCommand, type CommandSpec } from './command-spec.ts';
import type { CommandContext } from './context.ts';
import { Interruption } from './interruption.ts';
import { fakeIo, runFake } from './testing/fake-io.ts';

const errors = defineErrors({
  TEST_CLUSTER: { family: 'cluster', summary: 'for the test' },
  TEST_HOST: { family: 'host', summary: 'for the test' },
});

/** A table with the one command `try`. */
function tableOf(run: CommandSpec['run'], more: Partial<CommandSpec> = {}): Entry[] {
  const spec: CommandSpec = {
    description: 'tries',
    examples: [{ command: 'stoa try', meaning: 'it' }],
    run,
    ...more,
  };
  return [{ name: 'try', summary: 'Try it', load: async () => spec }];
}

async function* twoSteps(): AsyncGenerator<ProgressEvent, { answer: number }, void> {
  yield { type: 'step', id: 'a', title: 'First', state: 'start' };
  yield { type: 'step', id: 'a', title: 'First', state: 'done', ms: 12 };
  return { answer: 42 };
}

async function answer(context: CommandContext): Promise<void> {
  const result = await context.follow(twoSteps());
  context.print(result, () => `the answer is ${result.answer}`);
}

test('text: result on stdout, progress on stderr', async () => {
  const { code, out, err } = await runFake(['try'], fakeIo(), tableOf(answer));
  expect({ code, out }).toEqual({ code: 0, out: 'the answer is 42\n' });
  expect(err).toBe('start   First\ndone    First (12 ms)\n');
});

test.each([
  [['-o', 'json'], '{\n  "answer": 42\n}\n'],
  [['--json'], '{\n  "answer": 42\n}\n'],
  [['--output=yaml'], 'answer: 42\n'],
])('%s prints the value alone', async (options, expected) => {
  expect((await runFake(['try', ...options], fakeIo(), tableOf(answer))).out).toBe(expected);
  expect((await runFake([...options, 'try'], fakeIo(), tableOf(answer))).out).toBe(expected);
});

test('jsonl: progress and result on stdout, one value a line', async () => {
  const { out, err } = await runFake(['try', '-o', 'jsonl'], fakeIo(), tableOf(answer));
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
  expect(lines.map(({ type }) => type)).toEqual(['step', 'step', 'result']);
  expect(err).toBe('');
});

test('a format that the command does not have', async () => {
  const { code, err } = await runFake(['try', '-o', 'wide'], fakeIo(), tableOf(answer));
  expect(code).toBe(2);
  expect(err).toContain('no output format wide (CLI_USAGE)');
  expect((await runFake(['try', '-o', 'wide'], fakeIo(), tableOf(answer, { formats: ['wide'] }))).code).toBe(
    0,
  );
  expect((await runFake(['try', '-o', 'xml'], fakeIo(), tableOf(answer))).err).toContain(
    'Allowed choices are',
  );
});

test('exit codes by family; the code that the command returns', async () => {
  const failing = (error: unknown) =>
    tableOf(async () => {
      throw error;
    });
  expect((await runFake(['try'], fakeIo(), failing(errors.make('TEST_CLUSTER', 'x')))).code).toBe(3);
  expect((await runFake(['try'], fakeIo(), failing(errors.make('TEST_HOST', 'x')))).code).toBe(4);
  expect((await runFake(['try'], fakeIo(), failing(new TypeError('x')))).code).toBe(1);
  expect((await runFake(['try'], fakeIo(), failing('text'))).code).toBe(1);
  expect(
    (
      await runFake(
        ['try'],
        fakeIo(),
        tableOf(async () => 5),
      )
    ).code,
  ).toBe(5);
});

test('an error of ours: message, code, hint; no stack without --debug', async () => {
  const table = tableOf(async () => {
    throw errors.make('TEST_HOST', 'the disk\nis full\u0007', {
      hint: 'make room',
      cause: new Error('ENOSPC'),
    });
  });
  const { out, err } = await runFake(['try'], fakeIo(), table);
  expect(out).toBe('');
  expect(err).toBe('error: the disk is full (TEST_HOST)\nhint: make room\n');
  const debug = await runFake(['try', '--debug'], fakeIo(), table);
  expect(debug.err).toMatch(/ at .*run\.test\.ts/);
  expect(debug.err).toContain('caused by Error: ENOSPC');
});

test('a bug: one line, says that it is one', async () => {
  const table = tableOf(async () => {
    throw new TypeError('x is not a function\n    at somewhere');
  });
  const { err } = await runFake(['try'], fakeIo(), table);
  expect(err.split('\n')).toHaveLength(3);
  expect(err).toContain('x is not a function (CLI_INTERNAL)\nhint: this is a bug');
});

test.each(['json', 'jsonl', 'yaml'])('with -o %s an error is also on stdout', async (format) => {
  const table = tableOf(async () => {
    throw errors.make('TEST_HOST', 'no', { hint: 'so', details: { password: 'hunter2', disk: 'sda' } });
  });
  const { out, err } = await runFake(['try', '-o', format], fakeIo(), table);
  const parsed = JSON.parse(out) as { error: unknown };
  expect(parsed.error).toEqual({
    code: 'TEST_HOST',
    message: 'no',
    hint: 'so',
    details: { password: '[redacted]', disk: 'sda' },
  });
  expect(err).toContain('error: no (TEST_HOST)');
});

test('secrets that a command came to know are masked in its errors', async () => {
  const table = tableOf(async (context) => {
    context.keepSecret('correct-horse');
    throw new Error('login with correct-horse failed');
  });
  const { out, err } = await runFake(['try', '--json', '--debug'], fakeIo(), table);
  expect(out + err).toContain('[redacted]');
  expect(out + err).not.toContain('correct-horse');
});

test('Ctrl-C: the command hears it, the exit code is 130, its own error is not told', async () => {
  const io = fakeIo();
  const table = tableOf(async (context) => {
    await sleep(5_000, undefined, { signal: context.io.signal });
  });
  const running = runFake(['try'], io, table);
  await sleep(20);
  io.abort(new Interruption('stopped by SIGINT', 130));
  const { code, err } = await running;
  expect({ code, err }).toEqual({ code: 130, err: 'error: stopped by SIGINT (CLI_INTERRUPTED)\n' });
});

test('a command that ends by itself on Ctrl-C, or whose reader is gone, says nothing', async () => {
  for (const [reason, code] of [
    [new Interruption('stopped by SIGTERM', 143), 143],
    [new Interruption('', 0), 0],
  ] as const) {
    const io = fakeIo();
    const table = tableOf(async () => io.abort(reason));
    expect(await runFake(['try'], io, table)).toEqual({ code, out: '', err: '' });
  }
});

test.each([
  [['vlidate'], "unknown command 'vlidate' (CLI_USAGE)\nhint: did you mean validate?"],
  [['turn', 'chek'], "unknown command 'chek' (CLI_USAGE)\nhint: did you mean check?"],
  [['validate', '--fil', 'x'], "unknown option '--fil' (CLI_USAGE)\nhint: did you mean --file?"],
  [['completion'], "missing required argument 'shell' (CLI_USAGE)"],
  [['validate', 'a', 'b'], 'too many arguments'],
  [['completion', 'tcsh'], "command-argument value 'tcsh' is invalid"],
  [['call', '--duration', 'soon'], 'It is not a length of time'],
  [['logs', '--lines', '-1'], 'It is not a whole number'],
])('%s', async (argv, expected) => {
  const { code, out, err } = await runFake(argv);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(expected);
});

test('help and version go to stdout', async () => {
  for (const argv of [[], ['--help'], ['help'], ['-h']]) {
    const { code, out, err } = await runFake(argv);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('validate');
  }
  expect((await runFake(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect((await runFake(['turn'])).out).toContain('credentials');
  expect((await runFake(['help', 'turn', 'check'])).out).toContain('--secret-file');
});

test('every command has a description and examples that start with or contain its name', async () => {
  const { commandTable } = await import('./command-table.ts');
  const leaves = commandTable.flatMap((entry) => {
    if ('load' in entry) return [{ words: ['stoa', entry.name], entry }];
    return entry.commands.map((leaf) => ({ words: ['stoa', entry.name, leaf.name], entry: leaf }));
  });
  for (const { words, entry } of leaves) {
    const { out } = await runFake([...words.slice(1), '--help']);
    const spec = await entry.load();
    expect(spec.examples.length, words.join(' ')).toBeGreaterThan(0);
    expect(out).toContain('Examples:');
    for (const example of spec.examples) expect(example.command).toContain(words.join(' '));
  }
});

test('defineCommand hands the spec on', () => {
  const spec = { description: 'd', examples: [], run: async () => 0 };
  expect(defineCommand(spec)).toBe(spec);
});
