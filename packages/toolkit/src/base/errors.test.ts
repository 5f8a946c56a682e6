import { describe, expect, it } from 'vitest';
import { defineErrors, messageOf, StoaError } from './errors.ts';

const errors = defineErrors({
  DEMO_USAGE: { family: 'usage', summary: 'Used wrongly.' },
  DEMO_CHECK: { family: 'check', summary: 'Checked and found wanting.' },
});

describe('StoaError', () => {
  it('carries code, hint, details, cause and the exit code of its family', () => {
    const cause = new Error('below');
    const error = errors.make('DEMO_CHECK', 'no echo', {
      hint: 'open the ports',
      details: { port: 1 },
      cause,
    });
    expect(error).toBeInstanceOf(StoaError);
    expect(error).toMatchObject({
      code: 'DEMO_CHECK',
      message: 'no echo',
      hint: 'open the ports',
      exitCode: 5,
    });
    expect(error.cause).toBe(cause);
    expect(errors.make('DEMO_USAGE', 'x').exitCode).toBe(2);
  });

  it('turns into JSON without stack or cause', () => {
    const json = JSON.stringify(
      errors.make('DEMO_USAGE', 'no such file', { cause: new Error('secret path') }),
    );
    expect(JSON.parse(json)).toEqual({ code: 'DEMO_USAGE', message: 'no such file', details: {} });
  });

  it('reads the message of anything thrown', () => {
    expect(messageOf(new Error('a'))).toBe('a');
    expect(messageOf('b')).toBe('b');
    expect(messageOf(undefined)).toBe('undefined');
  });
});
