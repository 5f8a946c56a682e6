import { describe, expect, it } from 'vitest';
import { cleanName, displayName } from './display-name.ts';
import { limits } from './limits.ts';

describe('the name that others read', () => {
  it('stays as it is in any language', () => {
    for (const name of [
      'Ada',
      'Zoë O’Neill-Sørensen',
      '李小龍',
      'می‌خواهم',
      'नमस्ते',
      '👩‍🚀 Sally',
      'R2-D2',
      '<b>x</b>',
    ]) {
      expect(cleanName(name)).toBe(name);
    }
  });

  it('turns no direction, breaks no line and hides nothing', () => {
    expect(cleanName('\u202Eecila')).toBe('ecila');
    expect(cleanName('Ada\u0000\n\u2028\tLovelace')).toBe('Ada Lovelace');
    expect(cleanName('Ad\uD800a')).toBe('Ad a');
    expect(cleanName('  Ada   Lovelace ')).toBe('Ada Lovelace');
  });

  it('is nothing where nothing can be seen', () => {
    for (const name of ['', ' ', '\u200B', '\u3164', '\u2800\u115F', '\u200D', '\u0301', '\uFEFF\u00AD']) {
      expect(cleanName(name)).toBe('');
      expect(displayName.safeParse(name).success).toBe(false);
    }
  });

  it('is cut between characters', () => {
    const most = 'x'.repeat(limits.nameLength - 1);
    expect(cleanName(`${most}👍`)).toBe(most);
    expect(displayName.safeParse(`${most}xx`).success).toBe(false);
  });
});
