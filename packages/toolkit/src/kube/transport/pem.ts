import { readFile } from 'node:fs/promises';
import { isPem } from '../kubeconfig/is-pem.ts';
import type { PemSource } from '../kubeconfig/access.ts';
import { kubeErrors } from '../kube-errors.ts';

/** @throws KUBE_CONFIG_FILE, KUBE_CONFIG_CERTIFICATE with the place in the kubeconfig */
export async function readPemSource(source: PemSource, label: string): Promise<string> {
  if (source.type === 'inline') return source.pem;
  const text = await readNamedFile(source.path, source.place);
  if (isPem(text, label)) return text;
  throw kubeErrors.make(
    'KUBE_CONFIG_CERTIFICATE',
    `${source.place}: ${source.path} holds no PEM ${label.toLowerCase()}`,
  );
}

/** @throws KUBE_CONFIG_FILE */
export async function readNamedFile(path: string, place: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown'})`;
    throw kubeErrors.make('KUBE_CONFIG_FILE', `${place}: ${path} ${what}`, { cause: error });
  }
}
