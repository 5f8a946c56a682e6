import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { clientMessageSchema, closeCodes, errorCodes, serverMessageSchema } from '@stoa/protocol';
import { expect, test } from 'vitest';
import { referenceFiles } from '../scripts/docs/reference.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'docs', 'reference');

test('docs/reference is what the sources say (else: make docs)', async () => {
  const fresh = await referenceFiles(root);
  expect(readdirSync(folder).sort()).toEqual([...fresh.keys()].sort());
  for (const [name, text] of fresh) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});

test('the pages hold what they are for', async () => {
  const fresh = await referenceFiles(root);
  expect(fresh.get('config.md')).toContain('| `credentialLifetime` | length of time | `"10m"` |');
  expect(fresh.get('errors.md')).toContain('| `TURN_WRONG_SECRET` | check |');
  expect(fresh.get('cli.md')).toContain('## stoa turn check');
  const protocol = fresh.get('protocol.md') ?? '';
  for (const { shape } of clientMessageSchema.options) {
    expect(protocol).toContain(`<a id="client-${shape.type.value}"></a>`);
  }
  for (const { shape } of serverMessageSchema.options) {
    expect(protocol).toContain(`<a id="server-${shape.type.value}"></a>`);
  }
  for (const code of [...errorCodes, ...Object.values(closeCodes)]) {
    expect(protocol).toMatch(new RegExp(`^\\| \`?${code}\`? \\|`, 'm'));
  }
  const anchors = [...protocol.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor ?? '');
  const known = (anchor: string) =>
    protocol.includes(`<a id="${anchor}">`) || new RegExp(`^#+ ${anchor}$`, 'im').test(protocol);
  expect(anchors.filter((anchor) => !known(anchor))).toEqual([]);
  expect(fresh.get('metrics.md')).toContain('| [`webrtc_rooms_active`](#webrtc_rooms_active) | gauge |');
});
