import { gunzipSync, gzipSync } from 'node:zlib';
import { kubeErrors } from '../kube-errors.ts';
import type { KubeObject } from '../objects/object.ts';
import { fieldsOf, textOf } from '../objects/values.ts';
import type { ObjectSet } from '../sets/object-set.ts';

/**
 * `pending`: an apply began and has not ended (or was killed). `failed`: it ended without everything being ready.
 * `deployed`: the newest that is in place. `superseded`: it once was.
 */
export type RevisionState = 'pending' | 'deployed' | 'failed' | 'superseded';

export interface RevisionInfo {
  readonly revision: number;
  readonly state: RevisionState;
  /** ISO 8601, by the clock of the machine that applied. */
  readonly at: string;
  readonly by: string;
  readonly objects: number;
  /** Hash of the content: equal hashes are equal configs. */
  readonly hash: string;
  /** The revision that this one went back to. */
  readonly rollbackOf?: number;
  readonly note?: string;
}

export interface Revision extends RevisionInfo {
  readonly content: readonly KubeObject[];
}

export const setLabel = 'stoa.dev/set';
export const revisionLabel = 'stoa.dev/revision';
export const partLabel = 'stoa.dev/part';
const infoKey = 'stoa.dev/info';
/** A Secret holds 1 MiB at most, and base64 makes three bytes four. */
const partBytes = 700 * 1024;

/** Makes the Secrets that keep a revision: one, or several when it is large. They hold the set's secrets too. */
export function encodeRevision(set: ObjectSet, revision: Revision): KubeObject[] {
  const { content, ...info } = revision;
  const bytes = gzipSync(JSON.stringify(content));
  const count = Math.max(1, Math.ceil(bytes.length / partBytes));
  return Array.from({ length: count }, (_unused, part) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: revisionName(set, revision.revision, part),
      namespace: set.namespace,
      labels: {
        [setLabel]: set.name,
        [revisionLabel]: String(revision.revision),
        [partLabel]: String(part),
        'app.kubernetes.io/managed-by': 'stoa',
      },
      annotations: { [infoKey]: JSON.stringify({ ...info, parts: count }) },
    },
    type: 'stoa.dev/revision',
    data: { content: bytes.subarray(part * partBytes, (part + 1) * partBytes).toString('base64') },
  }));
}

export function revisionName(set: ObjectSet, revision: number, part: number): string {
  return part === 0 ? `${set.name}.rev.${revision}` : `${set.name}.rev.${revision}.${part}`;
}

/** Undefined when the Secret is no revision of ours. */
export function readInfo(secret: KubeObject): (RevisionInfo & { readonly parts: number }) | undefined {
  const text = secret.metadata.annotations?.[infoKey];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as RevisionInfo & { parts: number };
  } catch {
    return undefined;
  }
}

export function withInfo(secret: KubeObject, info: RevisionInfo, parts: number): KubeObject {
  const annotations = { ...secret.metadata.annotations, [infoKey]: JSON.stringify({ ...info, parts }) };
  return { ...secret, metadata: { ...secret.metadata, annotations } };
}

/** @throws KUBE_REVISION_INVALID when parts are missing or spoilt */
export function decodeRevision(secrets: readonly KubeObject[]): Revision {
  const ordered = secrets.toSorted((a, b) => partOf(a) - partOf(b));
  const info = ordered[0] ? readInfo(ordered[0]) : undefined;
  if (!info) throw kubeErrors.make('KUBE_REVISION_INVALID', 'the revision says nothing about itself');
  if (ordered.length !== info.parts) {
    throw kubeErrors.make(
      'KUBE_REVISION_INVALID',
      `revision ${info.revision} has ${ordered.length} of ${info.parts} parts`,
    );
  }
  try {
    const bytes = Buffer.concat(
      ordered.map((secret) => Buffer.from(textOf(fieldsOf(secret['data'])['content']) ?? '', 'base64')),
    );
    const { parts: _parts, ...rest } = info;
    return { ...rest, content: JSON.parse(gunzipSync(bytes).toString('utf8')) as KubeObject[] };
  } catch (error) {
    throw kubeErrors.make('KUBE_REVISION_INVALID', `revision ${info.revision} cannot be read`, {
      cause: error,
    });
  }
}

function partOf(secret: KubeObject): number {
  return Number(secret.metadata.labels?.[partLabel] ?? 0);
}
