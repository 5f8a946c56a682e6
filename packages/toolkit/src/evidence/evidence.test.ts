import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evidenceId, listEvidence, readEvidence, writeEvidence, type Evidence } from './evidence.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stoa-evidence-'));
});
afterEach(() => rm(dir, { recursive: true }));

function sample(second: string, ok = true): Evidence {
  const at = `2026-01-02T03:04:${second}.000Z`;
  return {
    schema: 'stoa.evidence/v1',
    id: evidenceId('call', new Date(at), 'ab12'),
    operation: 'call',
    platform: 'demo',
    startedAt: at,
    finishedAt: at,
    ok,
    summary: ['4 participants heard each other'],
    data: { packets: 12 },
  };
}

describe('evidence', () => {
  it('is written for the owner only and reads back the same', async () => {
    const path = await writeEvidence(dir, sample('05'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readEvidence(dir, '20260102t030405z-call-ab12')).toEqual(sample('05'));
  });

  it('is listed newest first, foreign files passed over', async () => {
    await writeEvidence(dir, sample('05'));
    await writeEvidence(dir, sample('59', false));
    await writeFile(join(dir, 'notes.json'), '{"a":1}');
    expect((await listEvidence(dir)).map((e) => e.ok)).toEqual([false, true]);
    expect(await listEvidence(join(dir, 'nowhere'))).toEqual([]);
  });

  it('says which file is missing or no evidence', async () => {
    await expect(readEvidence(dir, 'gone')).rejects.toMatchObject({ code: 'EVIDENCE_MISSING' });
    await writeFile(join(dir, 'bad.json'), '{');
    await expect(readEvidence(dir, 'bad')).rejects.toMatchObject({ code: 'EVIDENCE_INVALID' });
  });

  it('does not reach outside its folder', async () => {
    await expect(readEvidence(dir, '../../etc/passwd')).rejects.toMatchObject({
      code: 'EVIDENCE_MISSING',
    });
  });
});
