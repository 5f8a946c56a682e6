import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { messageOf } from '../base/index.ts';
import { checkSource, type CheckedSource } from './_check.ts';
import { configErrors } from './config-errors.ts';
import { formatFinding, type Finding } from './findings.ts';
import type { Platform } from './schema/index.ts';
import { readModule } from './_source-module.ts';
import { readYaml, type Source } from './_source-yaml.ts';

export interface LoadOptions {
  /** Where `${env:NAME}` looks; default: the environment of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths and the default look-up start from; default: the current one. */
  readonly cwd?: string;
}

export interface CheckedConfig extends CheckedSource {
  /** Absolute path of the config file. */
  readonly file: string;
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
  const checked = await checkSource(source, file, displayPath(file, cwd), options.env ?? process.env);
  return { file, ...checked };
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
