import type { KubernetesTarget } from '../config/index.ts';

/** Fields of a container: which image a part has, by the config. */
export function imageOf(
  { target }: { readonly target: Pick<KubernetesTarget, 'images'> },
  part: keyof KubernetesTarget['images']['tags'],
): { image: string; imagePullPolicy: string } {
  const { registry, tag, tags } = target.images;
  return { image: `${registry}/${part}:${tags[part] ?? tag}`, imagePullPolicy: 'IfNotPresent' };
}
