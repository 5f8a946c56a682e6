import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objects/object.ts';
import { formatHolder, judgeLock, parseHolder, renewalOf } from './lock-rule.ts';
import { objectSet } from './object-set.ts';
import { joinScopes, parentObject, readParent } from './parent.ts';

describe('the parent of a set (KEP-3659)', () => {
  const set = objectSet('meet', 'calls');
  it('has the id that the standard prescribes', () => {
    // printf 'stoa-meet.calls.Secret.' | openssl dgst -sha256 -binary | base64 | tr +/ -_ | tr -d =
    expect(set.id).toBe('applyset-scNCnyAnjepQw-x-MbatZr5PNr4EMKCm1WWOfFu6nWU-v1');
  });

  it('says where members are, and reads it again', () => {
    const scope = { groupKinds: ['Deployment.apps', 'ConfigMap'], namespaces: ['other', 'calls'] };
    const parent = parentObject(set, scope, 'a2V5');
    expect(parent.metadata.annotations).toMatchObject({
      'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps',
      'applyset.kubernetes.io/additional-namespaces': 'other',
    });
    expect(readParent(set, parent)).toEqual({
      uid: '',
      type: 'stoa.dev/set',
      hashKey: 'a2V5',
      groupKinds: ['ConfigMap', 'Deployment.apps'],
      namespaces: ['calls', 'other'],
    });
  });

  it('of another tool is left alone', () => {
    const parent = parentObject(set, { groupKinds: [], namespaces: [] }, 'a2V5');
    const annotations = {
      ...parent.metadata.annotations,
      'applyset.kubernetes.io/tooling': 'kubectl/v1.32.4',
    };
    const theirs = { ...parent, metadata: { ...parent.metadata, annotations } };
    expect(() => readParent(set, theirs)).toThrow(expect.objectContaining({ code: 'KUBE_SET_FOREIGN' }));
  });

  it('joins scopes', () => {
    const joined = joinScopes(
      { groupKinds: ['B'], namespaces: ['y'] },
      { groupKinds: ['A', 'B'], namespaces: ['x'] },
    );
    expect(joined).toEqual({ groupKinds: ['A', 'B'], namespaces: ['x', 'y'] });
  });
});

describe('the lock', () => {
  const me = { host: 'h', pid: 7, nonce: 'n' };
  const lease = (holderIdentity: string, renewTime = 't1'): KubeObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'l' },
    spec: { holderIdentity, renewTime, leaseDurationSeconds: 15 },
  });
  const alive = () => false;
  const seen = (object: KubeObject, atMs: number) => ({ renewal: renewalOf(object), atMs });

  it('is free when nobody holds it, ours when we do', () => {
    expect(judgeLock(lease(''), me, undefined, 0, alive)).toBe('free');
    expect(judgeLock(lease(formatHolder(me)), me, undefined, 0, alive)).toBe('ours');
  });

  it('is held until its holder was silent for the whole time that we watched', () => {
    const theirs = lease('other/1/x');
    expect(judgeLock(theirs, me, seen(theirs, 0), 15_000, alive)).toBe('held');
    expect(judgeLock(theirs, me, seen(theirs, 0), 15_001, alive)).toBe('free');
    expect(judgeLock(lease('other/1/x', 't2'), me, seen(theirs, 0), 60_000, alive)).toBe('held');
  });

  it('of a dead process of this host is free at once', () => {
    expect(judgeLock(lease('h/9/x'), me, undefined, 0, () => true)).toBe('free');
    expect(judgeLock(lease('other/9/x'), me, undefined, 0, () => true)).toBe('held');
    expect(judgeLock(lease('strange'), me, undefined, 0, () => true)).toBe('held');
  });

  it('knows its holder again', () => {
    expect(parseHolder(formatHolder({ host: 'a/b', pid: 1, nonce: 'c' }))).toEqual({
      host: 'a/b',
      pid: 1,
      nonce: 'c',
    });
  });
});
