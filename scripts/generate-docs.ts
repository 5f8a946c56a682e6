import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { referenceFiles } from './docs/reference.ts';

// Writes docs/reference from the sources. test/reference.golden.test.ts fails when somebody forgot to.
const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs', 'reference');
await mkdir(folder, { recursive: true });
const files = await referenceFiles(root);
for (const [name, text] of files) await writeFile(join(folder, name), text);
console.log(`wrote ${files.size} files to docs/reference`);
