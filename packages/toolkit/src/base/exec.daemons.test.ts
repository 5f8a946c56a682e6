import { describe, expect, it } from 'vitest';
import { findCommand, run } from './exec.ts';

// Real programs of every Debian machine; no shell between us and them.
describe('run', () => {
  it('returns output and passes input, environment and arguments untouched', async () => {
    expect((await run('cat', [], { input: 'secret by stdin' })).stdout).toBe('secret by stdin');
    expect((await run('printf', ['%s', '$HOME; `id`'])).stdout).toBe('$HOME; `id`');
    expect((await run('printenv', ['STOA_DEMO'], { env: { STOA_DEMO: 'yes' } })).stdout).toBe('yes');
  });

  it('says that a program is missing', async () => {
    await expect(run('no-such-program-of-stoa', [])).rejects.toMatchObject({ code: 'BASE_COMMAND_MISSING' });
  });

  it('says how a program failed, with its words and without secrets', async () => {
    const failing = run('ls', ['/no/hunter2hunter2'], { secrets: ['hunter2hunter2'] });
    const error = await failing.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'BASE_COMMAND_FAILED', details: { exitCode: 2 } });
    expect(String(error)).toContain('[redacted]');
    expect(String(error)).not.toContain('hunter2hunter2');
  });

  it('accepts the exit codes it was told to accept', async () => {
    expect((await run('false', [], { okCodes: [1] })).exitCode).toBe(1);
  });

  it('ends a program at the deadline or the signal', async () => {
    await expect(run('sleep', ['60'], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'BASE_TIMEOUT' });
    const signal = AbortSignal.timeout(50);
    await expect(run('sleep', ['60'], { signal })).rejects.toMatchObject({ code: 'BASE_ABORTED' });
  });
});

describe('findCommand', () => {
  it('finds programs on PATH and knows when there is none', async () => {
    expect(await findCommand('sh')).toMatch(/\/sh$/);
    expect(await findCommand('no-such-program-of-stoa')).toBeUndefined();
  });
});
