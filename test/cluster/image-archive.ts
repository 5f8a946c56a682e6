import { createHash } from 'node:crypto';

export interface ImageFile {
  /** Path inside the image, without the leading slash; a folder ends with one. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode: number;
}

export interface ImageWish {
  /** `example.test/name:tag`. The registry does not exist: nothing is ever pulled. */
  readonly reference: string;
  readonly files: readonly ImageFile[];
  readonly entrypoint: readonly string[];
  /** Architecture in Go's words; default this machine's. */
  readonly architecture?: string;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const goArchitecture = process.arch === 'x64' ? 'amd64' : process.arch;

/**
 * An image as `docker save` writes it: a tar of manifest, configuration and one plain layer (Docker image
 * specification v1.2). The same input gives the same bytes.
 */
export function imageArchive(wish: ImageWish): Uint8Array {
  const layer = tar(wish.files);
  const config = {
    architecture: wish.architecture ?? goArchitecture,
    os: 'linux',
    config: { Entrypoint: wish.entrypoint, WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
  };
  const configBytes = Buffer.from(JSON.stringify(config));
  const configName = `${sha256(configBytes)}.json`;
  const manifest = [{ Config: configName, RepoTags: [wish.reference], Layers: ['layer.tar'] }];
  return tar([
    { path: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)), mode: 0o644 },
    { path: configName, content: configBytes, mode: 0o644 },
    { path: 'layer.tar', content: layer, mode: 0o644 },
  ]);
}

const block = 512;

/** The ustar format (POSIX.1-2017, pax); owner root, time zero. */
export function tar(files: readonly ImageFile[]): Uint8Array {
  const parts = files.flatMap(({ path, content, mode }) => [
    tarHeader(path, content.length, mode),
    content,
    new Uint8Array((block - (content.length % block)) % block),
  ]);
  // Two empty blocks end an archive.
  return Buffer.concat([...parts, new Uint8Array(2 * block)]);
}

function tarHeader(path: string, size: number, mode: number): Uint8Array {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is longer than the 100 bytes of a ustar name`);
  const header = Buffer.alloc(block);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(path, 0);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  // The checksum counts its own field as spaces.
  header.write('        ', 148);
  header.write(path.endsWith('/') ? '5' : '0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
