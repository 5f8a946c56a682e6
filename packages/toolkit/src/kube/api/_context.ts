import { kubeErrors } from '../kube-errors.ts';
import { groupOf, type TypeRef } from '../objects/object.ts';
import type { Transport } from '../transport/transport.ts';
import type { Discovery, ResourceInfo } from './discovery.ts';

/** What every call of the client works with. */
export interface Context {
  readonly transport: Transport;
  readonly discovery: Discovery;
}

/** @throws KUBE_KIND_UNKNOWN */
export async function resourceOf(
  context: Context,
  type: TypeRef,
  signal?: AbortSignal,
): Promise<ResourceInfo> {
  const info = await context.discovery.find(type, signal);
  if (info) return info;
  const other = await context.discovery.findKind(groupOf(type.apiVersion), type.kind, signal);
  throw kubeErrors.make(
    'KUBE_KIND_UNKNOWN',
    `the API server does not know ${type.kind} of ${type.apiVersion}`,
    {
      hint: other
        ? `it serves ${other.kind} as ${other.apiVersion}`
        : 'is its custom resource definition installed?',
      details: { apiVersion: type.apiVersion, kind: type.kind },
    },
  );
}
