import { describe, expect, it } from 'vitest';
import { imageArchive, tar } from './image-archive.ts';

const text = (value: string) => Buffer.from(value);

/** Reads an archive back by the format's rules: name at 0, octal size at 124, content padded to 512. */
function untar(bytes: Uint8Array): Map<string, Buffer> {
  const all = Buffer.from(bytes);
  const found = new Map<string, Buffer>();
  for (let at = 0; all[at] !== 0 && at < all.length;) {
    const name = all.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(all.toString('utf8', at + 124, at + 135), 8);
    found.set(name, all.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

describe('an image made by hand', () => {
  const wish = {
    reference: 'example.test/a:1',
    files: [{ path: 'bin/a', content: text('#!program'), mode: 0o755 }],
    entrypoint: ['/bin/a'],
    architecture: 'amd64',
  };

  it('holds manifest, configuration and layer that point to each other', () => {
    const files = untar(imageArchive(wish));
    const [manifest] = JSON.parse(String(files.get('manifest.json'))) as [
      { Config: string; RepoTags: string[]; Layers: [string] },
    ];
    expect(manifest.RepoTags).toEqual(['example.test/a:1']);
    const layer = files.get(manifest.Layers[0]) ?? Buffer.alloc(0);
    expect(String(untar(layer).get('bin/a'))).toBe('#!program');
    const config = JSON.parse(String(files.get(manifest.Config))) as Record<string, unknown>;
    expect(config).toMatchObject({ architecture: 'amd64', os: 'linux', config: { Entrypoint: ['/bin/a'] } });
    expect(config['rootfs']).toMatchObject({ diff_ids: [expect.stringMatching(/^sha256:[0-9a-f]{64}$/)] });
  });

  it('is the same bytes for the same input', () => {
    expect(imageArchive(wish)).toEqual(imageArchive(wish));
    expect(imageArchive({ ...wish, entrypoint: ['/bin/b'] })).not.toEqual(imageArchive(wish));
  });

  it('tells folders from files', () => {
    const kind = (path: string) => tar([{ path, content: text(''), mode: 0o755 }])[156];
    expect(['a', 'tmp/'].map(kind)).toEqual(['0'.charCodeAt(0), '5'.charCodeAt(0)]);
  });

  it('pads to whole blocks and sums its headers', () => {
    const bytes = tar([{ path: 'a', content: text('x'), mode: 0o644 }]);
    expect(bytes.length % 512).toBe(0);
    const header = Buffer.from(bytes.subarray(0, 512));
    const written = Number.parseInt(header.toString('utf8', 148, 154), 8);
    header.fill(' ', 148, 156);
    expect(written).toBe(header.reduce((sum, byte) => sum + byte, 0));
    expect(() => tar([{ path: 'x'.repeat(101), content: text(''), mode: 0 }])).toThrow('longer');
  });
});
