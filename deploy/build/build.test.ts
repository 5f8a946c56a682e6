import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inputsKey } from './inputs.ts';
import { sbomOf } from './sbom.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'stoa-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('lists each package once, with version, licence and purl, and the Node that runs them', () => {
  const zod = join(root, 'node_modules/zod');
  const { components } = sbomOf([join(zod, 'index.js'), join(zod, 'v4/index.js'), '\0made-up']);
  expect(components.map(({ name }) => name)).toEqual(['zod', 'node']);
  expect(components[0]).toMatchObject({
    purl: expect.stringMatching(/^pkg:npm\/zod@4\.\d+\.\d+$/),
    licenses: [{ license: { name: 'MIT' } }],
  });
});

test('writes a scope as the purl specification has it', () => {
  const { components } = sbomOf([join(root, 'node_modules/@redis/client/dist/index.js')]);
  expect(components[0]?.purl).toMatch(/^pkg:npm\/%40redis\/client@/);
});

test('the same inputs have the same key, others another', () => {
  cpSync(join(root, 'deploy'), join(folder, 'deploy'), { recursive: true });
  const before = inputsKey(folder, 'coturn', []);
  expect(inputsKey(folder, 'coturn', [])).toBe(before);
  expect(inputsKey(folder, 'coturn', ['another base'])).not.toBe(before);
  writeFileSync(join(folder, 'deploy/meet.Dockerfile'), 'FROM scratch\n');
  expect(inputsKey(folder, 'coturn', [])).toBe(before);
  writeFileSync(join(folder, 'deploy/coturn.Dockerfile'), 'FROM scratch\n');
  expect(inputsKey(folder, 'coturn', [])).not.toBe(before);
});
