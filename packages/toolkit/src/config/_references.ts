import { dirname, resolve } from 'node:path';
import type { ConfigPath, Mark } from './findings.ts';
import { isSecret, nodesAt } from './json-schema.ts';
import { readSecretFile } from './secret-file.ts';

export interface Resolved {
  readonly value: unknown;
  readonly marks: readonly Mark[];
  /** Formatted as JSON: paths whose value came, in whole or part, from a reference. */
  readonly referenced: ReadonlySet<string>;
  /** Same for paths whose reference could not be resolved: their value says nothing. */
  readonly failed: ReadonlySet<string>;
}

interface Work {
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly marks: Mark[];
  readonly referenced: Set<string>;
  readonly failed: Set<string>;
}

const maxDepth = 64;
// `$${` stands for a literal `${`; anything else between braces must be a reference.
const pattern = /\$\$\{|\$\{([^}]*)\}?/g;

/**
 * A copy of a config with every `${env:NAME}` and `${file:path}` (relative to the config file) replaced. Also the
 * place where values that are not plain data are refused.
 */
export async function resolveReferences(value: unknown, file: string, env: Work['env']): Promise<Resolved> {
  const work: Work = { file, env, marks: [], referenced: new Set(), failed: new Set() };
  const copy = await walk(value, [], work);
  return { value: copy, marks: work.marks, referenced: work.referenced, failed: work.failed };
}

async function walk(value: unknown, path: ConfigPath, work: Work): Promise<unknown> {
  if (typeof value === 'string') return value.includes('${') ? await expand(value, path, work) : value;
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'function' || typeof value === 'symbol' ? refuse(value, path, work) : value;
  }
  if (path.length >= maxDepth) {
    work.marks.push({
      code: 'CONFIG_SYNTAX',
      path: path.slice(0, 1),
      message: 'sections are nested too deeply',
    });
    return null;
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of value.entries()) items.push(await walk(item, [...path, index], work));
    return items;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return refuse(value, path, work);
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value))
    entries.push([key, await walk(item, [...path, key], work)]);
  return Object.fromEntries(entries);
}

function refuse(value: unknown, path: ConfigPath, work: Work): null {
  const name = typeof value === 'object' ? (value?.constructor.name ?? 'object') : typeof value;
  work.marks.push({
    code: 'CONFIG_WRONG_TYPE',
    path,
    message: `expected plain data, found a ${name}`,
    hint: 'use text, numbers, true/false, lists and plain objects only',
  });
  work.failed.add(JSON.stringify(path));
  return null;
}

async function expand(text: string, path: ConfigPath, work: Work): Promise<unknown> {
  let out = '';
  let end = 0;
  let failed = false;
  let used = false;
  for (const match of text.matchAll(pattern)) {
    out += text.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[0] === '$${') {
      out += '${';
      continue;
    }
    used = true;
    const value = await lookUp(match[0], match[1] ?? '', path, work);
    if (value === undefined) failed = true;
    else out += value;
  }
  out += text.slice(end);
  const id = JSON.stringify(path);
  if (used) work.referenced.add(id);
  if (failed) work.failed.add(id);
  return used && !failed ? convert(out, path) : out;
}

/** Text from outside becomes a number or boolean where the schema takes nothing else. */
function convert(text: string, path: ConfigPath): unknown {
  const types = new Set(nodesAt(path).map((node) => node.type));
  if (types.size !== 1) return text;
  if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.has('boolean') && /^(true|false)$/.test(text)) return text === 'true';
  return text;
}

async function lookUp(
  whole: string,
  inside: string,
  path: ConfigPath,
  work: Work,
): Promise<string | undefined> {
  const [, kind, name] = /^(env|file):(.+)$/s.exec(inside) ?? [];
  if (!whole.endsWith('}') || !kind || !name) {
    work.marks.push({
      code: 'CONFIG_REFERENCE',
      path,
      message: whole.endsWith('}') ? `${whole} is not a reference` : 'a `${` has no closing brace',
      hint: 'write ${env:NAME} or ${file:path}; write $${ for a literal ${',
    });
    return undefined;
  }
  return kind === 'env' ? fromEnv(name, path, work) : await fromFile(name, path, work);
}

function fromEnv(name: string, path: ConfigPath, work: Work): string | undefined {
  const value = Object.hasOwn(work.env, name) ? work.env[name] : undefined;
  if (value) return value;
  work.marks.push({
    code: 'CONFIG_ENV_MISSING',
    path,
    message: `the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
    hint: `set ${name} for the process that runs stoa`,
  });
  return undefined;
}

async function fromFile(name: string, path: ConfigPath, work: Work): Promise<string | undefined> {
  const file = resolve(dirname(work.file), name);
  const read = await readSecretFile(file);
  if (!read.ok) {
    work.marks.push({
      code: 'CONFIG_FILE_UNREADABLE',
      path,
      message: `the file ${name} ${read.why}`,
      hint: `looked at ${file}; paths are relative to the config file`,
    });
    return undefined;
  }
  if (read.exposed && isSecret(path)) {
    work.marks.push({
      severity: 'warning',
      code: 'CONFIG_SECRET_EXPOSED',
      path,
      message: `everybody on this machine can read the file ${name}`,
      hint: `chmod 600 ${file}`,
    });
  }
  return read.text;
}
