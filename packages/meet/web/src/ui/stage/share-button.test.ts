import { expect, test } from 'vitest';
import { shareAction } from './share-button.tsx';

test('what the button does follows from policy, role and what has been asked', () => {
  const person = { role: 'participant', screen: undefined } as const;
  expect(shareAction(undefined, person, false)).toBe('share');
  expect(shareAction('approval', person, false)).toBe('ask');
  expect(shareAction('approval', { ...person, screen: 'asked' }, false)).toBe('withdraw');
  expect(shareAction('approval', { ...person, screen: 'allowed' }, false)).toBe('share');
  expect(shareAction('moderators', person, false)).toBeNull();
  expect(shareAction('moderators', { ...person, role: 'cohost' }, false)).toBe('share');
});

test('what is captured or shared can always be stopped', () => {
  const person = { role: 'participant', screen: undefined } as const;
  expect(shareAction('moderators', person, true)).toBe('stop');
  expect(shareAction('moderators', { ...person, screen: 'sharing' }, false)).toBe('stop');
});
