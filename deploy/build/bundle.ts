import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { sbomOf } from './sbom.ts';

/**
 * `node deploy/build/bundle.ts FOLDER NAME=ENTRY…` makes one self-contained module of each entry, and lists the npm
 * packages that went into them, and the Node that runs them, in FOLDER/sbom.cdx.json (CycloneDX 1.5).
 */
const [folder = '', ...pairs] = process.argv.slice(2);
const modules = new Set<string>();
mkdirSync(folder, { recursive: true });
for (const pair of pairs) {
  const [name, input = ''] = pair.split('=');
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn' });
  const { output } = await bundle.write({
    file: join(folder, `${name}.mjs`),
    format: 'esm',
    codeSplitting: false,
  });
  await bundle.close();
  for (const chunk of output) if (chunk.type === 'chunk') chunk.moduleIds.forEach((id) => modules.add(id));
}
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(sbomOf([...modules]), null, 1)}\n`);
