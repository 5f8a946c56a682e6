import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Component {
  readonly type: 'library' | 'application';
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly name: string } }[];
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/**
 * The packages that modules belong to, as CycloneDX 1.5 (ECMA-424). The same modules give the same bytes, so there is
 * neither a time nor a serial number, both of which are optional.
 */
export function sbomOf(modules: readonly string[]) {
  const manifests = new Set(modules.map(manifestOf).filter((path) => path !== null));
  const components = [...manifests].map(componentOf).toSorted((a, b) => (a.purl < b.purl ? -1 : 1));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    components: [
      ...components,
      {
        type: 'application',
        name: 'node',
        version: process.versions.node,
        purl: `pkg:generic/node@${process.versions.node}`,
      },
    ] satisfies Component[],
  };
}

/** The package.json with a version above a module; null for modules that the bundler made up. */
function manifestOf(module: string): string | null {
  let folder = dirname(module);
  while (folder.startsWith('/') && folder !== '/') {
    const path = join(folder, 'package.json');
    if (existsSync(path) && readManifest(path).version !== undefined) return path;
    folder = dirname(folder);
  }
  return null;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

function componentOf(path: string): Component {
  const { name = '', version = '', license } = readManifest(path);
  return {
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...(license === undefined ? {} : { licenses: [{ license: { name: license } }] }),
  };
}
