import type { KubeObject } from '../objects/object.ts';
import { statusOf } from '../status/status.ts';

export interface Parts {
  readonly spec?: object;
  readonly status?: object;
  readonly generation?: number;
  readonly meta?: object;
}

export function make(apiVersion: string, kind: string, parts: Parts): KubeObject {
  const metadata = { name: 'x', namespace: 'n', generation: parts.generation ?? 2, ...parts.meta };
  return {
    apiVersion,
    kind,
    metadata,
    ...(parts.spec ? { spec: parts.spec } : {}),
    ...(parts.status ? { status: parts.status } : {}),
  };
}

export const condition = (type: string, status: string, reason = 'R', message = '') => ({
  type,
  status,
  reason,
  message,
});

export type Steps = readonly (readonly [Parts, string])[];

/** States and reasons of one object over time. */
export function walk(apiVersion: string, kind: string, steps: Steps): string[] {
  return steps.map(([parts]) => {
    const { state, reason } = statusOf(make(apiVersion, kind, parts));
    return `${state} ${reason}`;
  });
}

export const wanted = (steps: Steps) => steps.map(([, expected]) => expected);
