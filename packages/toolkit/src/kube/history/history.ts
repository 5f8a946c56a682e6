import type { CallOptions } from '../api/options.ts';
import type { KubeClient } from '../api/client.ts';
import { kubeErrors } from '../kube-errors.ts';
import { refOf, type KubeObject } from '../objects/object.ts';
import type { ObjectSet } from '../sets/object-set.ts';
import {
  decodeRevision,
  encodeRevision,
  readInfo,
  revisionLabel,
  setLabel,
  withInfo,
  type Revision,
  type RevisionInfo,
  type RevisionState,
} from './revision.ts';

const secretType = { apiVersion: 'v1', kind: 'Secret' } as const;
const manager = 'stoa-history';
/** Revisions that are kept; the deployed one always is. */
const keepRevisions = 10;

/** Revisions of a set, newest first. */
export async function listRevisions(
  client: KubeClient,
  set: ObjectSet,
  options: CallOptions = {},
): Promise<RevisionInfo[]> {
  return infosOf(await revisionSecrets(client, set, options));
}

function infosOf(secrets: readonly KubeObject[]): RevisionInfo[] {
  const infos = new Map<number, RevisionInfo>();
  for (const secret of secrets) {
    const info = readInfo(secret);
    if (!info || infos.has(info.revision)) continue;
    const { parts: _parts, ...rest } = info;
    infos.set(info.revision, rest);
  }
  return [...infos.values()].sort((a, b) => b.revision - a.revision);
}

/** @throws KUBE_REVISION_MISSING, KUBE_REVISION_INVALID */
export async function readRevision(
  client: KubeClient,
  set: ObjectSet,
  revision: number,
  options: CallOptions = {},
): Promise<Revision> {
  const secrets = await revisionSecrets(client, set, options, revision);
  if (secrets.length > 0) return decodeRevision(secrets);
  const known = (await listRevisions(client, set, options)).map((info) => info.revision);
  throw kubeErrors.make('KUBE_REVISION_MISSING', `${set.name} has no revision ${revision}`, {
    hint: known.length > 0 ? `there are: ${known.join(', ')}` : 'nothing was ever applied',
  });
}

/** What was applied last, finished or not: that is what the cluster was told to be. */
export async function lastApplied(
  client: KubeClient,
  set: ObjectSet,
  options: CallOptions = {},
): Promise<Revision | undefined> {
  const secrets = await revisionSecrets(client, set, options);
  const newest = String(infosOf(secrets)[0]?.revision);
  const parts = secrets.filter(({ metadata }) => metadata.labels?.[revisionLabel] === newest);
  if (parts.length === 0) return undefined;
  try {
    return decodeRevision(parts);
  } catch {
    // A revision that was killed while it was written says nothing; the apply goes on without it.
    return undefined;
  }
}

/** The objects of a revision that is still being read. Whoever reads it hears of failures. */
export async function contentOf(reading: Promise<Revision | undefined>): Promise<readonly KubeObject[]> {
  return (await reading)?.content ?? [];
}

export async function writeRevision(
  client: KubeClient,
  set: ObjectSet,
  revision: Revision,
  options: CallOptions = {},
): Promise<void> {
  // The first part carries the information, so it comes last: what is half written does not count.
  for (const secret of encodeRevision(set, revision).reverse()) {
    await client.apply(secret, { fieldManager: manager, force: true, ...options });
  }
}

/** Sets how a revision ended; a deployed one supersedes those before it, and old ones are removed. */
export async function closeRevision(
  client: KubeClient,
  set: ObjectSet,
  revision: number,
  state: RevisionState,
  options: CallOptions = {},
): Promise<void> {
  const secrets = await revisionSecrets(client, set, options);
  for (const secret of secrets) {
    const info = readInfo(secret);
    if (!info) continue;
    const next = info.revision === revision ? state : stateAfter(info, revision, state);
    const tooOld = info.revision <= revision - keepRevisions && next !== 'deployed';
    if (tooOld) await client.delete(refOf(secret), options);
    else if (next !== info.state)
      await restate(client, secret, { ...info, state: next }, info.parts, options);
  }
}

function stateAfter(info: RevisionInfo, revision: number, state: RevisionState): RevisionState {
  const older = info.revision < revision;
  return older && state === 'deployed' && info.state === 'deployed' ? 'superseded' : info.state;
}

async function restate(
  client: KubeClient,
  secret: KubeObject,
  info: RevisionInfo,
  parts: number,
  options: CallOptions,
): Promise<void> {
  const { annotations } = withInfo(secret, info, parts).metadata;
  await client.patch(refOf(secret), { metadata: { annotations } }, { fieldManager: manager, ...options });
}

export async function deleteHistory(
  client: KubeClient,
  set: ObjectSet,
  options: CallOptions = {},
): Promise<void> {
  for (const secret of await revisionSecrets(client, set, options))
    await client.delete(refOf(secret), options);
}

async function revisionSecrets(
  client: KubeClient,
  set: ObjectSet,
  options: CallOptions,
  revision?: number,
): Promise<readonly KubeObject[]> {
  const labelSelector = `${setLabel}=${set.name}${revision === undefined ? '' : `,${revisionLabel}=${revision}`}`;
  return (await client.list(secretType, { namespace: set.namespace, labelSelector, ...options })).items;
}
