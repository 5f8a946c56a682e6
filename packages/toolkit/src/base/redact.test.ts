import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText, redactValue } from './redact.ts';

describe('redactText', () => {
  it('masks a secret wherever it stands, longer ones first', () => {
    expect(redactText('a=hunter22 b=hunter22extra', ['hunter22', 'hunter22extra'])).toBe(
      'a=[redacted] b=[redacted]',
    );
  });

  it('leaves no secret in any text', () => {
    const secret = fc.string({ minLength: 4 }).filter((s) => !'[redacted]'.includes(s));
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
        const masked = redactText(`${before}${value}${after}`, [value]);
        // The mask itself may meet its neighbours and spell the secret anew only by using its own letters.
        expect(masked.split('[redacted]').some((part) => part.includes(value))).toBe(false);
      }),
    );
  });
});

describe('redactValue', () => {
  it('masks by key, at any depth, and survives cycles', () => {
    const loop: Record<string, unknown> = { user: 'ann', password: 'x', list: [{ authToken: 't', port: 1 }] };
    loop['self'] = loop;
    expect(redactValue(loop)).toEqual({
      user: 'ann',
      password: '[redacted]',
      list: [{ authToken: '[redacted]', port: 1 }],
      self: '[circular]',
    });
  });

  it('does not change the value it was given', () => {
    const value = { secret: 'keep' };
    redactValue(value);
    expect(value.secret).toBe('keep');
  });
});
