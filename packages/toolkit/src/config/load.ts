import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { messageOf } from '../base/index.ts';
import { configErrors } from './config-errors.ts';
import { formatFinding, formatPath, type Finding, type Mark } from './findings.ts';
import { platformSchema, type Platform } from './schema/index.ts';
import { issueMarks } from './_issues.ts';
import { isSecret, secretPaths } from './json-schema.ts';
import { resolveReferences, type Resolved } from './_references.ts';
import { checkRules } from './rules.ts';
import { readModule } from './_source-module.ts';
import { readYaml, type Source } from './_source-yaml.ts';
import { valueAt } from './_values.ts';

export interface LoadOptions {
  /** Where `${env:NAME}` looks; default: the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths and the default look-up start from; default: the current one. */
  readonly cwd?: string;
}

export interface CheckedConfig {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Undefined when a finding is an error. */
  readonly platform: Platform | undefined;
  readonly findings: readonly Finding[];
  /** Values to mask wherever text is shown. */
  readonly secrets: ReadonlySet<string>;
}

export interface LoadedConfig extends CheckedConfig {
  readonly platform: Platform;
}

/** Absolute path of the folder where the platform keeps its state. */
export function stateDirOf({ file, platform }: Pick<LoadedConfig, 'file' | 'platform'>): string {
  return resolve(dirname(file), platform.target.stateDir);
}

const defaultNames = ['stoa.yaml', 'stoa.yml', 'stoa.config.ts'];
const maxBytes = 256 * 1024;

/**
 * Loads a config, or throws all of its mistakes as one error; `findings` then holds warnings only.
 * @throws CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_INVALID (its `details.findings` are `Finding`s)
 */
export async function loadConfig(path: string | undefined, options: LoadOptions = {}): Promise<LoadedConfig> {
  const checked = await checkConfig(path, options);
  if (checked.platform) return { ...checked, platform: checked.platform };
  throw invalid(checked.findings);
}

function invalid(findings: readonly Finding[]): Error {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return configErrors.make('CONFIG_INVALID', `${first ? formatFinding(first) : 'invalid config'}${more}`, {
    hint: 'all mistakes at once: stoa validate',
    details: { findings },
  });
}

/**
 * Loads a config and says everything that is wrong with it; a mistake in the file never throws.
 * @throws CONFIG_NOT_FOUND, CONFIG_UNREADABLE
 */
export async function checkConfig(
  path: string | undefined,
  options: LoadOptions = {},
): Promise<CheckedConfig> {
  const cwd = options.cwd ?? process.cwd();
  const file = await findConfig(path, cwd);
  const source = await readSource(file);
  const shown = displayPath(file, cwd);
  const place = (marks: readonly Mark[]) => toFindings(marks, source, shown);
  if (source.value === undefined) {
    return { file, platform: undefined, findings: place(source.marks), secrets: new Set() };
  }
  const resolved = await resolveReferences(source.value, file, options.env ?? process.env);
  const secrets = collectSecrets(resolved.value);
  const parsed = platformSchema.safeParse(resolved.value);
  const issues = parsed.error?.issues.flatMap((issue) => judge(issue, resolved)) ?? [];
  const rules = parsed.data ? checkRules({ platform: parsed.data, raw: source.value }) : [];
  const findings = place([...source.marks, ...resolved.marks, ...issues, ...rules]);
  const good = parsed.data && !findings.some((finding) => finding.severity === 'error');
  return { file, platform: good ? parsed.data : undefined, findings, secrets };
}

function judge(issue: Parameters<typeof issueMarks>[0], resolved: Resolved): Mark[] {
  const id = JSON.stringify(issue.path);
  if (resolved.failed.has(id)) return [];
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  return issueMarks(issue, resolved.value, !resolved.referenced.has(id) && !isSecret(path));
}

function collectSecrets(value: unknown): Set<string> {
  const found = secretPaths().map((path) => valueAt(value, path));
  return new Set(found.filter((secret): secret is string => typeof secret === 'string' && secret !== ''));
}

async function findConfig(path: string | undefined, cwd: string): Promise<string> {
  if (path !== undefined) {
    const file = resolve(cwd, path);
    if (await isFile(file)) return file;
    throw configErrors.make('CONFIG_NOT_FOUND', `there is no config file ${displayPath(file, cwd)}`, {
      hint: 'name another with -f, or write one with: stoa init',
    });
  }
  for (const name of defaultNames) {
    const file = join(cwd, name);
    if (await isFile(file)) return file;
  }
  throw configErrors.make('CONFIG_NOT_FOUND', `there is no ${defaultNames.join(', ')} in ${cwd}`, {
    hint: 'name a config with -f, or write one with: stoa init',
  });
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function readSource(file: string): Promise<Source> {
  try {
    const { mtimeMs, size } = await stat(file);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024} KiB`);
    if (/\.[cm]?[tj]s$/.test(file)) return await readModule(file, mtimeMs);
    return readYaml(await readFile(file, 'utf8'));
  } catch (cause) {
    throw configErrors.make('CONFIG_UNREADABLE', `${file} could not be read: ${messageOf(cause)}`, { cause });
  }
}

function displayPath(file: string, cwd: string): string {
  const short = relative(cwd, file);
  return short.startsWith('..') || isAbsolute(short) ? file : short;
}

function toFindings(marks: readonly Mark[], source: Source, file: string): Finding[] {
  const findings = marks.map((mark): Finding => {
    const position = mark.position ?? source.locate(mark.path, mark.at);
    return {
      severity: mark.severity ?? 'error',
      code: mark.code,
      file,
      line: position?.line ?? null,
      column: position?.column ?? null,
      path: formatPath(mark.path),
      message: mark.message,
      ...(mark.hint === undefined ? {} : { hint: mark.hint }),
    };
  });
  return findings.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
