import type { KubeObject } from '../objects/object.ts';
import { isFields } from '../objects/values.ts';

/**
 * `stringData` of a Secret as `data`. The API server never gives `stringData` back, so nobody could tell what of it is
 * there, and a key that is removed from it would stay (Kubernetes, Secrets: "does not work well with server-side
 * apply").
 */
export function withoutStringData(object: KubeObject): KubeObject {
  if (object.apiVersion !== 'v1' || object.kind !== 'Secret' || !isFields(object['stringData']))
    return object;
  const { stringData, ...rest } = object;
  const encoded = Object.entries(stringData as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(value, 'utf8').toString('base64'),
  ]);
  return {
    ...rest,
    data: { ...(isFields(rest['data']) ? rest['data'] : {}), ...Object.fromEntries(encoded) },
  };
}
