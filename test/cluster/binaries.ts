import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommand, run } from '@stoa/toolkit/base';
import { withFileLock } from './file-lock.ts';
import {
  cacheFolder,
  goModules,
  moduleFolder,
  moduleVersion,
  type BinaryName,
  type GoModule,
  type ModuleName,
} from './go-module.ts';

/**
 * Paths of binaries of one of our Go modules, built on the first use of their version (minutes) and taken from the
 * user's cache folder from then on.
 * @param told called with one line before something is built
 */
export async function goBinaries<Module extends ModuleName, Name extends BinaryName<Module>>(
  module: Module,
  names: readonly Name[],
  told: (line: string) => void = () => {},
): Promise<Record<Name, string>> {
  const go = await findGo();
  if (!go)
    throw new Error(
      'Go is missing: the binaries of the test cluster are built from source (https://go.dev/dl)',
    );
  const goVersion = (await run(go, ['env', 'GOVERSION', 'GOARCH'])).stdout;
  const folder = join(cacheFolder(), await moduleVersion(goModules[module], goVersion));
  const paths: [Name, string][] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!(await exists(path))) await build(go, goModules[module], name, path, told);
    paths.push([name, path]);
  }
  return Object.fromEntries(paths) as Record<Name, string>;
}

/** Go's own installer puts it into a folder that is not on every PATH. */
export async function findGo(): Promise<string | undefined> {
  const usual = '/usr/local/go/bin/go';
  return (await findCommand('go')) ?? ((await exists(usual)) ? usual : undefined);
}

/** One build at a time, however many tests ask for it; what is half-built never has the final name. */
async function build(
  go: string,
  module: GoModule,
  name: string,
  path: string,
  told: (line: string) => void,
): Promise<void> {
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true });
  await withFileLock(join(cacheFolder(), `${module.name}.lock`), async () => {
    if (await exists(path)) return;
    told(`building ${module.name}/${name} (once, into ${folder})`);
    const started = performance.now();
    const half = `${path}.${process.pid}.tmp`;
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', `-s -w ${module.ldflags}`];
    try {
      await run('nice', ['-n', '19', go, 'build', ...flags, '-o', half, module.binaries[name] ?? ''], {
        cwd: moduleFolder(module),
        // Static binaries: they also run in images that hold nothing else.
        env: { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' },
      });
      await rename(half, path);
    } finally {
      await rm(half, { force: true });
    }
    told(`built ${module.name}/${name} in ${Math.round((performance.now() - started) / 1000)} s`);
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
