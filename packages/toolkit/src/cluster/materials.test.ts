import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { certificateNames, settleMaterials, type Settled } from './settle-materials.ts';
import { decodeMaterials, materialsObject, type KeptMaterials, type Materials } from './materials.ts';
import { platformObjects } from './platform-objects.ts';
import { examplePlatform } from './testing/platform.ts';

const now = new Date('2026-06-01T12:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const platform = examplePlatform();
let first: Materials;
beforeAll(async () => {
  first = last(await settleMaterials(platform, {}, { now }));
});

const last = ({ stages }: Settled) => stages.at(-1) ?? stages[0];
/** As the cluster gives it back. */
const kept = (materials: Materials): KeptMaterials =>
  decodeMaterials(materialsObject('calls', 'calls', materials));

describe('materials', () => {
  it('are made once: what is kept comes out again, and so do the objects', async () => {
    const again = await settleMaterials(platform, kept(first), { now: later(1) });
    expect(again).toEqual({ stages: [first], notes: [] });
    expect(platformObjects(platform, last(again))).toEqual(platformObjects(platform, first));
  });

  it('are all different, and long', () => {
    const { redisPassword, sfuApiSecret, sfuAdminSecret, adminToken, guestSecret, turn } = first;
    const all = [redisPassword, sfuApiSecret, sfuAdminSecret, adminToken, guestSecret, turn.signing];
    expect(new Set(all).size).toBe(6);
    expect(Math.min(...all.map(({ length }) => length))).toBeGreaterThanOrEqual(43);
  });

  it('that are missing are made, the others stay', async () => {
    const { guestSecret: _lost, ...rest } = kept(first);
    const mended = last(await settleMaterials(platform, rest, { now }));
    expect(mended.guestSecret).not.toBe(first.guestSecret);
    expect({ ...mended, guestSecret: first.guestSecret }).toEqual(first);
  });

  it('survive the Secret with a change of the TURN secret under way', async () => {
    const { stages } = await settleMaterials(platform, kept(first), { now, rotateTurn: true });
    for (const stage of stages) expect(kept(stage)).toEqual(stage);
    expect(stages.map(({ turn }) => turn.signing)).toEqual([first.turn.signing, stages[0].turn.next]);
  });
});

describe('certificates', () => {
  it('are for what clients call the relays, and of the platform’s own CA', () => {
    expect(certificateNames(platform)).toEqual([
      'meet.example.org',
      'stoa.example.org',
      'localhost',
      '203.0.113.7',
    ]);
    const cert = new X509Certificate(first.tls.cert);
    expect(cert.subjectAltName).toContain('IP Address:203.0.113.7');
    expect(cert.verify(new X509Certificate(first.ca.cert).publicKey)).toBe(true);
  });

  it('are renewed when less than 30 days are left, by the same CA', async () => {
    expect((await settleMaterials(platform, kept(first), { now: later(334) })).notes).toEqual([]);
    const renewed = await settleMaterials(platform, kept(first), { now: later(336) });
    expect(renewed.notes).toEqual([expect.stringContaining('the certificate is renewed: it expires on')]);
    expect(last(renewed).ca).toEqual(first.ca);
    expect(last(renewed).tls).not.toEqual(first.tls);
  });

  it('are renewed for a new name, and with a CA that expires', async () => {
    const renamed = examplePlatform({ realm: 'turn.example.net' });
    const { notes } = await settleMaterials(renamed, kept(first), { now });
    expect(notes).toEqual(['the certificate is renewed: it lacks DNS:turn.example.net']);
    const old = last(await settleMaterials(platform, kept(first), { now: later(3_640) }));
    expect(old.ca).not.toEqual(first.ca);
  });

  it('of the config go before those that the platform makes', () => {
    const { target } = platform;
    const certificate = { chain: 'the chain', key: 'its key' };
    if (target.type !== 'kubernetes') throw new Error('the example runs on a cluster');
    const objects = platformObjects({ ...platform, target: { ...target, certificate } }, first);
    const shown = objects.filter((object) => object['type'] === 'kubernetes.io/tls');
    const text = (value: string) => Buffer.from(value).toString('base64');
    expect(shown.map((object) => object['data'])).toEqual(
      [1, 2].map(() => ({ 'tls.crt': text('the chain'), 'tls.key': text('its key') })),
    );
  });

  it('that cannot be read are an error that says where they are', async () => {
    const spoilt = { ...kept(first), ca: { cert: 'nonsense', key: 'nonsense' } };
    await expect(settleMaterials(platform, spoilt, { now })).rejects.toMatchObject({
      code: 'CLUSTER_MATERIALS_INVALID',
      hint: expect.stringContaining('Secret calls/calls-materials'),
    });
  });
});

describe('a TURN secret', () => {
  const given = examplePlatform({ secret: 'given-by-the-config-1' });

  it('of the config is used from the start, and changes with it in two steps', async () => {
    const fresh = last(await settleMaterials(given, {}, { now }));
    expect(fresh.turn).toEqual({ signing: 'given-by-the-config-1' });
    const changed = examplePlatform({ secret: 'given-by-the-config-2' });
    const { stages } = await settleMaterials(changed, kept(fresh), { now });
    expect(stages.map(({ turn }) => turn.signing)).toEqual([
      'given-by-the-config-1',
      'given-by-the-config-2',
    ]);
  });

  it('cannot be changed by us when the config gives it, or there are no relays, or too soon', async () => {
    const rotate = (of: typeof platform, from: KeptMaterials) =>
      settleMaterials(of, from, { now, rotateTurn: true });
    const impossible = { code: 'CLUSTER_ROTATION_IMPOSSIBLE' };
    await expect(rotate(given, {})).rejects.toMatchObject(impossible);
    await expect(rotate(examplePlatform({ kind: 'none' }), {})).rejects.toMatchObject(impossible);
    const once = last(await rotate(platform, kept(first)));
    await expect(rotate(platform, kept(once))).rejects.toMatchObject({ code: 'CLUSTER_ROTATION_BUSY' });
  });

  it('is forgotten by relays once its time is over, and that is told', async () => {
    const once = last(await settleMaterials(platform, kept(first), { now, rotateTurn: true }));
    const after = await settleMaterials(platform, kept(once), { now: later(1) });
    expect(last(after).turn).toEqual({ signing: once.turn.signing });
    expect(after.notes).toEqual([expect.stringContaining('relays forget it')]);
  });
});
