import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/**
 * The import table (DESIGN §3): which rooms a room may import. A file belongs to the longest room that is a prefix of
 * its path. Tests may import what they test with, so only sources are held to it.
 */
const table: Record<string, readonly string[]> = {
  'packages/protocol/src': [],
  'packages/toolkit/src/base': [],
  'packages/toolkit/src/config': ['packages/toolkit/src/base', 'packages/toolkit/src/certs'],
  'packages/toolkit/src/turn': ['packages/toolkit/src/base'],
  'packages/toolkit/src/health': ['packages/toolkit/src/base', 'packages/toolkit/src/turn'],
  'packages/toolkit/src/kube': ['packages/toolkit/src/base'],
  'packages/toolkit/src/certs': ['packages/toolkit/src/base'],
  'packages/toolkit/src/evidence': ['packages/toolkit/src/base'],
  'packages/toolkit/src/admin': ['packages/toolkit/src/base', 'packages/toolkit/src/evidence'],
  'packages/toolkit/src/probe': [
    'packages/toolkit/src/base',
    'packages/toolkit/src/config',
    'packages/toolkit/src/evidence',
    'packages/toolkit/src/turn',
    'packages/protocol/src',
  ],
  'packages/toolkit/src/media': ['packages/toolkit/src/base', 'packages/toolkit/src/config'],
  'packages/toolkit/src/stacks': [
    'packages/toolkit/src/base',
    'packages/toolkit/src/config',
    // Its types alone: a stack talks to no cluster.
    'packages/toolkit/src/kube',
    'packages/toolkit/src/media',
  ],
  'packages/toolkit/src/preflight': [
    'packages/toolkit/src/base',
    'packages/toolkit/src/config',
    'packages/toolkit/src/kube',
    'packages/toolkit/src/stacks',
  ],
  'packages/toolkit/src/cluster': [
    'packages/toolkit/src/admin',
    'packages/toolkit/src/base',
    'packages/toolkit/src/certs',
    'packages/toolkit/src/config',
    'packages/toolkit/src/kube',
    'packages/toolkit/src/stacks',
    'packages/toolkit/src/turn',
  ],
  'packages/toolkit/src/local': [
    'packages/toolkit/src/admin',
    'packages/toolkit/src/base',
    'packages/toolkit/src/certs',
    'packages/toolkit/src/config',
    'packages/toolkit/src/evidence',
    'packages/toolkit/src/health',
    'packages/toolkit/src/media',
    'packages/toolkit/src/turn',
  ],
  'packages/cli/src': [
    'packages/toolkit/src/admin',
    'packages/toolkit/src/base',
    'packages/toolkit/src/config',
    'packages/toolkit/src/evidence',
    'packages/toolkit/src/health',
    'packages/toolkit/src/turn',
    'packages/toolkit/src/kube',
    'packages/toolkit/src/preflight',
    'packages/toolkit/src/probe',
    'packages/toolkit/src/stacks',
    'packages/toolkit/src/local',
    'packages/toolkit/src/cluster',
  ],
  'packages/controller/src': ['packages/toolkit/src/base', 'packages/toolkit/src/kube'],
  'packages/meet/server': [
    'packages/protocol/src',
    'packages/toolkit/src/base',
    'packages/toolkit/src/config',
    'packages/toolkit/src/evidence',
    'packages/toolkit/src/turn',
  ],
  'packages/meet/web': ['packages/protocol/src'],
};

/** Rooms that touch no file, socket, clock or environment. */
const pure = ['packages/protocol/src', 'packages/toolkit/src/stacks'];
/** Rooms that run in a browser. */
const browser = ['packages/protocol/src', 'packages/meet/web/src'];

const rooms = Object.keys(table).sort((a, b) => b.length - a.length);
const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`));
const isTest = (file: string) => /\.test\.tsx?$|(^|\/)(testing|test)\//.test(file);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

/** The file that a specifier of ours means; undefined for packages from elsewhere. */
function target(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier));
  const own = /^@stoa\/([a-z]+)(?:\/(.+))?$/.exec(specifier);
  if (!own) return undefined;
  const [, name, folder] = own;
  if (name === 'protocol') return 'packages/protocol/src/index.ts';
  if (name === 'toolkit') return `packages/toolkit/src/${folder}/index.ts`;
  return `packages/${name}/${folder}/index.ts`;
}

const sources = Object.keys(table)
  .flatMap((room) => filesBelow(room))
  .filter((file) => !isTest(file));
const edges = sources.flatMap((file) =>
  importsOf(file).flatMap((specifier) => {
    const to = target(file, specifier);
    return to ? [{ file, to, specifier }] : [];
  }),
);

describe('architecture', () => {
  it('has sources and imports to judge', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(edges.length).toBeGreaterThan(100);
    expect(importsOf('test/architecture.test.ts')).toContain('node:fs');
  });

  it('imports only along the table', () => {
    const forbidden = edges.filter(({ file, to }) => {
      const from = roomOf(file);
      const into = roomOf(to);
      return from && into !== from && !(into && table[from]?.includes(into));
    });
    expect(forbidden).toEqual([]);
  });

  it('enters another room only by its index', () => {
    const sideDoors = edges.filter(
      ({ file, to }) => roomOf(file) !== roomOf(to) && !to.endsWith('/index.ts'),
    );
    expect(sideDoors).toEqual([]);
  });

  it('keeps _private files private to their folder', () => {
    const peeks = edges.filter(({ file, to }) => /\/_[^/]+$/.test(to) && dirname(file) !== dirname(to));
    expect(peeks).toEqual([]);
  });

  it('keeps the texts of the protocol reference out of what runs', () => {
    const users = edges.filter(({ specifier }) => specifier === '@stoa/protocol/reference');
    expect(users).toEqual([]);
    const own = edges.filter(
      ({ file, to }) => !file.includes('/reference/') && to.includes('src/reference/'),
    );
    expect(own).toEqual([]);
  });

  it('has no cycle among files', () => {
    const next = Map.groupBy(edges, (edge) => edge.file);
    const done = new Set<string>();
    const cycles: string[][] = [];
    function visit(file: string, path: readonly string[]): void {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file]);
        return;
      }
      if (done.has(file)) return;
      for (const edge of next.get(file) ?? []) visit(edge.to, [...path, file]);
      done.add(file);
    }
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('keeps Node out of what runs in a browser', () => {
    const node = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
    const bad = sources
      .filter((file) => browser.some((room) => file.startsWith(`${room}/`)))
      .flatMap((file) =>
        importsOf(file)
          .filter(node)
          .map((name) => `${file}: ${name}`),
      );
    expect(bad).toEqual([]);
  });

  it('keeps clocks, chance, sockets and environment out of the pure rooms', () => {
    const impure =
      /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|process\.|setTimeout|fetch\(|WebSocket\()/;
    const bad = sources
      .filter((file) => pure.some((room) => file.startsWith(`${room}/`)))
      .filter((file) => impure.test(readFileSync(join(root, file), 'utf8')));
    expect(bad).toEqual([]);
  });

  it('keeps files under 300 lines', () => {
    const all = [...Object.keys(table), 'test', 'bench'].flatMap((folder) => filesBelow(folder));
    const long = all.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
    expect(long).toEqual([]);
  });
});
