import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCodes, type ErrorSpec } from '@stoa/toolkit/base';

interface Registry {
  /** Folder that owns the codes: `packages/toolkit/src/turn`. */
  readonly folder: string;
  readonly codes: Readonly<Record<string, ErrorSpec>>;
}

/** `docs/reference/errors.md`: every code of every registry in the sources. */
export async function errorsPage(root: string): Promise<string> {
  const registries = await findRegistries(root);
  const exits = Object.entries(exitCodes).map(([family, code]) => `| ${family} | ${code} |`);
  return `# Error codes

Made from the registries by \`make docs\`; do not edit. Errors are printed as \`error: message (CODE)\` with a hint; with
\`-o json\` as in [error.schema.json](error.schema.json). Some codes also name findings and problems in reports.

| family | exit code |
| --- | --- |
${exits.join('\n')}

${registries.map((registry) => section(registry)).join('\n')}`;
}

function section({ folder, codes }: Registry): string {
  const rows = Object.entries(codes).map(([code, { family, summary }]) => {
    return `| \`${code}\` | ${family} | ${summary.replaceAll('|', '\\|')} |`;
  });
  return `## ${folder}

| code | family | meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}

async function findRegistries(root: string): Promise<Registry[]> {
  const registries: Registry[] = [];
  for (const file of registryFiles(root)) {
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    for (const value of Object.values(module)) {
      if (isRegistry(value))
        registries.push({ folder: relative(root, join(file, '..')), codes: value.codes });
    }
  }
  return registries;
}

/** Registries are looked for, not listed, so that none can be forgotten. */
function registryFiles(root: string): string[] {
  return readdirSync(join(root, 'packages'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('errors.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules') && basename(file) !== 'errors.test.ts')
    .filter((file) => /= defineErrors\(/.test(readFileSync(file, 'utf8')))
    .sort();
}

function isRegistry(value: unknown): value is { codes: Record<string, ErrorSpec> } {
  return typeof value === 'object' && value !== null && 'codes' in value && 'make' in value;
}
