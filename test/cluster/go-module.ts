import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Go module of ours below test/cluster/go. */
export interface GoModule {
  readonly name: string;
  readonly ldflags: string;
  /** The main packages by the name of their binary. */
  readonly binaries: Readonly<Record<string, string>>;
}

const kubernetes = { version: 'v1.36.3', major: 1, minor: 36 };

/** What `kubectl version` shows; the module alone does not know which release it is. */
const versionFlags = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  .flatMap((at) => [
    `-X ${at}.gitVersion=${kubernetes.version}`,
    `-X ${at}.gitMajor=${kubernetes.major}`,
    `-X ${at}.gitMinor=${kubernetes.minor}`,
    `-X ${at}.gitTreeState=clean`,
  ])
  .join(' ');

export const goModules = {
  kubernetes: {
    name: 'kubernetes',
    ldflags: versionFlags,
    binaries: { 'control-plane': './control-plane', node: './node', coredns: './coredns' },
  },
  pod: { name: 'pod', ldflags: '', binaries: { pod: './pod' } },
  // Built by nobody who does not ask for them: each takes minutes.
  extras: {
    name: 'extras',
    ldflags: '',
    binaries: {
      kwok: 'sigs.k8s.io/kwok/cmd/kwok',
      'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server',
    },
  },
  // By itself: its many dependencies change nothing of the others.
  gateway: {
    name: 'gateway',
    ldflags: '',
    binaries: { 'envoy-gateway': 'github.com/envoyproxy/gateway/cmd/envoy-gateway' },
  },
} as const satisfies Record<string, GoModule>;

export type ModuleName = keyof typeof goModules;
export type BinaryName<Name extends ModuleName> = keyof (typeof goModules)[Name]['binaries'] & string;

export function moduleFolder(module: GoModule): string {
  return join(import.meta.dirname, 'go', module.name);
}

/** The user's cache folder (XDG Base Directory Specification). */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'stoa', 'cluster');
}

/** Whatever decides what comes out of the build is in the name: other sources or another Go are another folder. */
export async function moduleVersion(module: GoModule, goVersion: string): Promise<string> {
  const hash = createHash('sha256').update(`${goVersion}\n${module.ldflags}\n`);
  const folder = moduleFolder(module);
  const files: string[] = [];
  for await (const file of glob('**/{go.mod,go.sum,*.go}', { cwd: folder })) files.push(file);
  for (const file of files.sort()) {
    const text = await readFile(join(folder, file));
    hash.update(`${file} ${text.length}\n`).update(text);
  }
  return `${module.name}-${hash.digest('hex').slice(0, 12)}`;
}
