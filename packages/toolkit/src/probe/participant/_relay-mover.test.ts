import { expect, it } from 'vitest';
import { RelayMover } from './_relay-mover.ts';

const relayMove = (relay: string, withinMs = 5_000) => ({
  type: 'relay-move' as const,
  relay,
  iceServers: [],
  expireAt: null,
  withinMs,
});

/** Media is off the relay at the look of that number. */
function mover(at: number) {
  const said: unknown[] = [];
  let looks = 0;
  const relays = new RelayMover({
    leaveRelay: () => (looks += 1) >= at,
    session: {
      request: (request) => {
        said.push(request);
        return Promise.reject(new Error('not connected'));
      },
    },
  });
  return { relays, said };
}

it('confirms once nothing runs over the relay, and counts that media left it', async () => {
  const { relays, said } = mover(3);
  await relays.move(relayMove('coturn-0'));
  expect(said).toEqual([{ type: 'relay-moved', relay: 'coturn-0' }]);
  expect(relays.moved).toBe(1);
});

it('confirms at once where the relay was not used: nothing moved', async () => {
  const { relays, said } = mover(1);
  await relays.move(relayMove('coturn-0'));
  expect([said.length, relays.moved]).toEqual([1, 0]);
});

it('says nothing when the time is over, or another relay is going by then, or the call is', async () => {
  const late = mover(Infinity);
  await late.relays.move(relayMove('coturn-0', 150));
  expect(late.said).toEqual([]);
  const twice = mover(4);
  await Promise.all([twice.relays.move(relayMove('coturn-0')), twice.relays.move(relayMove('coturn-1'))]);
  expect(twice.said).toEqual([{ type: 'relay-moved', relay: 'coturn-1' }]);
  const over = mover(Infinity);
  const moving = over.relays.move(relayMove('coturn-0'));
  over.relays.stop();
  await moving;
  expect(over.said).toEqual([]);
});
