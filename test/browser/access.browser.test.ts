import { signGuestToken } from '@stoa/toolkit/config';
import { describe, expect, it } from 'vitest';
import { auditCorners, auditEverywhere } from '../support/axe.ts';
import { useCallSuite } from '../support/call-suite.ts';
import { hasChromium } from '../support/chromium.ts';
import { ownMediaAddress } from '../support/media-address.ts';

const secret = 'a secret of the tests, for guest links';

describe.skipIf(!(await hasChromium()))('a platform that asks for a token', () => {
  const suite = useCallSuite({
    media: ownMediaAddress('stoax', '127.88.13'),
    ports: { min: 12_000, max: 12_249 },
    rtpPorts: { min: 13_500, max: 13_599 },
    sfu: false,
    relay: false,
    auth: { required: true, clockToleranceMs: 1_000, guests: { secret } },
  });
  const nameOf = (room: string) => room.split('/').at(-1) ?? '';
  const link = (room: string, role: 'host' | 'participant', name: string) => {
    const claims = { room: nameOf(room), role, name, expiresAt: Date.now() + 60_000 };
    return `#token=${signGuestToken(claims, secret)}`;
  };

  it('says so to whoever comes without, and to whoever comes with another room’s link', async () => {
    const room = suite.newRoom();
    const refused = async (hash: string, text: string, audit = auditCorners) => {
      const { page } = await suite.open(room, `name=Eve${hash}`);
      await page.getByRole('button', { name: 'Join now' }).click();
      await page.getByText(text).waitFor();
      expect((await audit(page, `refused: ${text}`)).violations).toEqual([]);
      return page.getByRole('heading', { name: 'You could not join' }).count();
    };
    expect(await refused('', 'This meeting asks for an invitation', auditEverywhere)).toBe(1);
    expect(await refused(link(suite.newRoom(), 'host', 'Eve'), 'is not valid for this meeting')).toBe(1);
    const over = { room: nameOf(room), role: 'host', expiresAt: Date.now() - 60_000 } as const;
    expect(await refused(`#token=${signGuestToken(over, secret)}`, 'has expired')).toBe(1);
  });

  it('lets guests in by their links, which leave the address bar, also over a reload', async () => {
    const room = suite.newRoom();
    const ann = await suite.open(room, `name=Somebody&join=1${link(room, 'host', 'Ann')}`);
    await ann.tiles(1);
    expect(new URL(ann.page.url()).hash).toBe('');
    const gus = await suite.open(room, `name=Somebody&join=1${link(room, 'participant', 'Gus')}`);
    await ann.tiles(2);
    const people = async () => (await ann.view())?.participants.map(({ name, role }) => `${name} ${role}`);
    expect(await people()).toEqual(['Ann host', 'Gus participant']);
    await gus.page.reload();
    await gus.tiles(2);
    // Left and back: a new place needs the proof again, and the tab still has it.
    await gus.page.goto(`${room}?name=Somebody&join=1`);
    await gus.tiles(2);
    expect(await gus.page.evaluate<string>('location.href + document.referrer')).not.toContain('eyJ');
    expect([...ann.noise, ...gus.noise]).toEqual([]);
  });
});
