import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { objectSet } from '../sets/object-set.ts';
import { decodeRevision, encodeRevision, readInfo, withInfo, type Revision } from './revision.ts';

const set = objectSet('meet', 'calls');
function revision(content: Revision['content']): Revision {
  return {
    revision: 3,
    state: 'pending',
    at: '2026-01-01T00:00:00.000Z',
    by: 'me',
    objects: content.length,
    hash: 'h',
    content,
  };
}
const object = (value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data: { value },
});

it('keeps a revision in one Secret', () => {
  const secrets = encodeRevision(set, revision([object('x')]));
  expect(secrets.map((secret) => secret.metadata.name)).toEqual(['stoa-meet.rev.3']);
  expect(decodeRevision(secrets)).toEqual(revision([object('x')]));
});

it('keeps a large one in several, each small enough for etcd', () => {
  const large = revision([object(randomBytes(1_200_000).toString('base64'))]);
  const secrets = encodeRevision(set, large);
  expect(secrets.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(JSON.stringify(secret).length).toBeLessThan(1024 * 1024);
  expect(decodeRevision(secrets.toReversed())).toEqual(large);
  expect(() => decodeRevision(secrets.slice(1))).toThrow(
    expect.objectContaining({ code: 'KUBE_REVISION_INVALID' }),
  );
});

it('says so when it is spoilt', () => {
  const [secret] = encodeRevision(set, revision([object('x')]));
  if (!secret) throw new Error('no secret');
  const spoilt = { ...secret, data: { content: 'bm90IGd6aXA=' } };
  expect(() => decodeRevision([spoilt])).toThrow(expect.objectContaining({ code: 'KUBE_REVISION_INVALID' }));
});

it('changes its state without its content', () => {
  const [secret] = encodeRevision(set, revision([object('x')]));
  if (!secret) throw new Error('no secret');
  const info = readInfo(secret);
  if (!info) throw new Error('no info');
  const closed = withInfo(secret, { ...info, state: 'deployed' }, info.parts);
  expect(decodeRevision([closed])).toEqual({ ...revision([object('x')]), state: 'deployed' });
});
