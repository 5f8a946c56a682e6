import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { kubeErrors } from '../kube-errors.ts';
import { isFields, type Fields } from '../objects/values.ts';

export type Path = readonly (string | number)[];

/** One kubeconfig file as it was read, with the places of its parts. */
export interface KubeconfigFile {
  readonly path: string;
  readonly value: Fields;
  /** `file:line:column` of a part; of its nearest parent when the part is not there. */
  at(path: Path): string;
}

/** @throws KUBE_CONFIG_INVALID with the place */
export function parseKubeconfig(path: string, text: string): KubeconfigFile {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const problem = document.errors[0];
  if (problem) {
    const what = problem.message.split('\n', 1)[0] ?? problem.message;
    throw kubeErrors.make('KUBE_CONFIG_INVALID', `${place(problem.pos[0])}: not valid YAML: ${what}`);
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (!isFields(value)) {
    throw kubeErrors.make(
      'KUBE_CONFIG_INVALID',
      `${path}:1:1: a kubeconfig is a mapping with contexts, clusters and users`,
    );
  }
  const kind = value['kind'];
  const at = (where: Path) => place(offsetOf(document, where));
  if (kind !== undefined && kind !== 'Config') {
    throw kubeErrors.make(
      'KUBE_CONFIG_INVALID',
      `${at(['kind'])}: kind is ${JSON.stringify(kind)}, not Config`,
    );
  }
  return { path, value, at };
}

/** Paths in a kubeconfig are relative to the file they stand in. */
export function resolveBeside(file: KubeconfigFile, path: string): string {
  return resolve(dirname(file.path), path);
}

function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (!pair) return offset;
      offset = startOf(pair.value) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
