import { kubeErrors, type KubeCode } from '../kube-errors.ts';
import { fieldsOf, isFields, listOf, type Fields } from '../objects/values.ts';
import { resolveBeside, type KubeconfigFile, type Path } from './_document.ts';

/** One named cluster, user or context, with the file that it stands in. */
export interface Entry {
  readonly name: string;
  readonly fields: Fields;
  at(...path: Path): string;
  file(path: string): string;
  /** A text field; undefined when absent or empty. @throws KUBE_CONFIG_INVALID when it is no text */
  text(key: string): string | undefined;
  flag(key: string): boolean;
}

export type EntryKind = 'cluster' | 'user' | 'context';

/** The first entry of that name over all files, as kubectl merges them ("the first file to set a value wins"). */
export function findEntry(
  files: readonly KubeconfigFile[],
  kind: EntryKind,
  name: string,
): Entry | undefined {
  for (const file of files) {
    const list = `${kind}s`;
    for (const [index, item] of listOf(file.value[list]).entries()) {
      if (fieldsOf(item)['name'] === name)
        return entry(file, kind, name, [list, index, kind], fieldsOf(item)[kind]);
    }
  }
  return undefined;
}

export function entryNames(files: readonly KubeconfigFile[], kind: EntryKind): string[] {
  const names = files
    .flatMap((file) => listOf(file.value[`${kind}s`]))
    .map((item) => fieldsOf(item)['name'])
    .filter((name) => typeof name === 'string');
  return [...new Set(names)];
}

function entry(file: KubeconfigFile, kind: EntryKind, name: string, base: Path, value: unknown): Entry {
  const at = (...path: Path) => file.at([...base, ...path]);
  if (value !== undefined && value !== null && !isFields(value)) {
    throw kubeErrors.make('KUBE_CONFIG_INVALID', `${at()}: ${kind} "${name}" is not a mapping`);
  }
  const fields = fieldsOf(value);
  return {
    name,
    fields,
    at,
    file: (path) => resolveBeside(file, path),
    text: (key) => {
      const found = fields[key];
      if (found === undefined || found === null || found === '') return undefined;
      if (typeof found === 'string') return found;
      throw wrong('KUBE_CONFIG_INVALID', at(key), `${key} of ${kind} "${name}" is not a text`);
    },
    flag: (key) => {
      const found = fields[key];
      if (found === undefined || found === null) return false;
      if (typeof found === 'boolean') return found;
      throw wrong('KUBE_CONFIG_INVALID', at(key), `${key} of ${kind} "${name}" is neither true nor false`);
    },
  };
}

export function wrong(code: KubeCode, place: string, message: string, hint?: string) {
  return kubeErrors.make(code, `${place}: ${message}`, hint === undefined ? {} : { hint });
}
