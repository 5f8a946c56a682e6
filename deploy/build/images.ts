import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '@stoa/toolkit/base';
import { inputsKey } from './inputs.ts';
import type { ImageName } from './inputs.ts';

export interface BuiltImage {
  readonly name: ImageName;
  /** `localhost/stoa/meet:KEY` */
  readonly reference: string;
  /** An OCI archive, as `ctr images import` and `skopeo copy` take it. */
  readonly archive: string;
  /** Of the manifest: `sha256:…` */
  readonly digest: string;
  /** Compressed bytes, layer by layer, the base first. */
  readonly layers: readonly number[];
  readonly cached: boolean;
}

interface Manifest {
  readonly layers: readonly { readonly size: number }[];
}

const root = resolve(import.meta.dirname, '../..');
const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'stoa/images');
/** chroot and vfs work in containers and on any file system; they need no daemon. */
const env = { BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'vfs' };

function buildah(...args: readonly string[]): Promise<{ stdout: string }> {
  const where = ['--root', join(cache, 'storage'), '--runroot', join(cache, 'run')];
  return run('buildah', [...where, ...args], { env, cwd: root });
}

function policyFile(): string {
  const path = join(cache, 'policy.json');
  // Digests pin what comes from elsewhere; signatures are the registry's matter.
  writeFileSync(path, JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }));
  return path;
}

/**
 * A Debian base made from packages, for machines that reach no registry of images: made once.
 * @returns its reference, for `base`
 */
export async function makeLocalBase(): Promise<string> {
  const reference = 'localhost/stoa/base:bookworm';
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const known = await buildah('images', '--quiet', '--filter', `reference=${reference}`).catch(() => null);
  if (known?.stdout.trim()) return reference;
  const folder = join(cache, 'base');
  mkdirSync(folder, { recursive: true });
  await run('mmdebstrap', [
    '--variant=minbase',
    '--include=ca-certificates',
    'bookworm',
    join(folder, 'base.tar'),
  ]);
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nADD base.tar /\n');
  await buildah('bud', '--signature-policy', policyFile(), '-t', reference, folder);
  rmSync(folder, { recursive: true });
  return reference;
}

/**
 * Builds an image, or finds it built from the same inputs. The same inputs give the same digest: no layer knows the time.
 * @param base in place of the public images that the Dockerfile names
 */
export async function buildImage(name: ImageName, base?: string): Promise<BuiltImage> {
  const bases = base === undefined ? [] : [base];
  const key = inputsKey(root, name, bases);
  const reference = `localhost/stoa/${name}:${key}`;
  const folder = join(cache, `${name}-${key}`);
  const archive = join(folder, 'image.tar');
  const cached = existsSync(archive);
  if (!cached) await build(name, reference, folder, base);
  return { name, reference, archive, cached, ...read(folder) };
}

/**
 * The same image in an archive under another tag, since all images of a platform have the same one.
 * @returns its path
 */
export async function archiveAs({ name, reference, archive }: BuiltImage, tag: string): Promise<string> {
  const path = `${archive.slice(0, -'.tar'.length)}.${tag}.tar`;
  if (existsSync(path)) return path;
  const half = `${path}.${process.pid}`;
  const target = `oci-archive:${half}:localhost/stoa/${name}:${tag}`;
  await buildah('push', '--signature-policy', policyFile(), reference, target);
  renameSync(half, path);
  return path;
}

async function build(name: ImageName, reference: string, folder: string, base?: string): Promise<void> {
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const half = `${folder}.${process.pid}`;
  mkdirSync(half);
  try {
    const bases =
      base === undefined ? [] : ['BASE_IMAGE', 'BUILD_IMAGE'].map((arg) => `--build-arg=${arg}=${base}`);
    const common = [
      '--signature-policy',
      policyFile(),
      '--format',
      'docker',
      '--timestamp',
      '0',
      '--no-cache',
    ];
    await buildah('bud', ...common, ...bases, '-t', reference, '-f', `deploy/${name}.Dockerfile`, '.');
    await buildah(
      'push',
      '--signature-policy',
      policyFile(),
      reference,
      `oci:${join(half, 'oci')}:${reference}`,
    );
    await buildah(
      'push',
      '--signature-policy',
      policyFile(),
      reference,
      `oci-archive:${join(half, 'image.tar')}:${reference}`,
    );
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
}

function read(folder: string): Pick<BuiltImage, 'digest' | 'layers'> {
  const blob = (digest: string) => readFileSync(join(folder, 'oci/blobs', digest.replace(':', '/')), 'utf8');
  const index = JSON.parse(readFileSync(join(folder, 'oci/index.json'), 'utf8')) as {
    readonly manifests: readonly [{ readonly digest: string }];
  };
  const { digest } = index.manifests[0];
  return { digest, layers: (JSON.parse(blob(digest)) as Manifest).layers.map(({ size }) => size) };
}
