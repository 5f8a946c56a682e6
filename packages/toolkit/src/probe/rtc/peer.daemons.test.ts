import { createHmac, KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../base/index.ts';
import { startCoturn, testSecret } from '../../turn/testing/index.ts';
import { MediaSource, Reception } from '../media/index.ts';
import { freePort } from '../../../../../test/support/ports.ts';
import { nominatedPair } from './nominated.ts';
import {
  closePeer,
  connected,
  createPeer,
  makeDescription,
  sendMedia,
  tapMedia,
  type PeerOptions,
} from './peer.ts';

function options(path: 'direct' | 'udp' | 'tcp', port: number): PeerOptions {
  const username = `${Math.floor(Date.now() / 1_000) + 600}:test`;
  const credential = createHmac('sha1', testSecret).update(username).digest('base64');
  const urls = [`turn:127.0.0.1:${port}?transport=${path}`];
  return { path, iceServers: [{ urls, username, credential }], useStun: false };
}

const port = () => freePort(16_000, 16_999);
const relayPorts = { 'min-port': 18_000, 'max-port': 18_999 };

describe('a PeerConnection on a relay path', () => {
  it('does not accept the relay that werift falls back to over TCP', async () => {
    const coturn = await startCoturn({ port: await port(), config: { ...relayPorts, 'no-udp': true } });
    const pc = createPeer(options('udp', coturn.port));
    try {
      sendMedia(pc, new MediaSource('p00000000'), 'sendonly');
      await expect(makeDescription(pc, 'offer', options('udp', coturn.port))).rejects.toMatchObject({
        code: 'CALL_RELAY_FAILED',
        message: expect.stringContaining('only over tcp'),
      });
    } finally {
      await closePeer(pc);
      await coturn.stop();
    }
  });

  it('says so when no way leads to the other side', async () => {
    const direct: PeerOptions = { path: 'direct', iceServers: [], useStun: false };
    const [a, b] = [createPeer(direct), createPeer(direct)];
    try {
      sendMedia(a, new MediaSource('p00000000'), 'sendonly');
      await b.setRemoteDescription({ type: 'offer', sdp: await makeDescription(a, 'offer', direct) });
      // The discard port: nobody answers there.
      const sdp = (await makeDescription(b, 'answer', direct)).replaceAll(/ \d+ typ host/g, ' 9 typ host');
      await b.close();
      await a.setRemoteDescription({ type: 'answer', sdp });
      await expect(connected(a, 'the sending connection', 3_000)).rejects.toMatchObject({
        code: 'CALL_ICE_FAILED',
        message: expect.stringContaining('the sending connection'),
      });
    } finally {
      await Promise.all([closePeer(a), closePeer(b)]);
    }
  });

  it('survives the relay in the middle of a call, and gives its address back at the end of one', async () => {
    const coturn = await startCoturn({ port: await port(), config: relayPorts });
    const relayed = options('tcp', coturn.port);
    // Both by relay: nothing else reaches a relay on loopback.
    const [a, b] = [createPeer(relayed), createPeer(relayed)];
    const source = new MediaSource('p00000000');
    const reception = new Reception();
    try {
      sendMedia(a, source, 'sendonly');
      await b.setRemoteDescription({ type: 'offer', sdp: await makeDescription(a, 'offer', relayed) });
      await a.setRemoteDescription({ type: 'answer', sdp: await makeDescription(b, 'answer', relayed) });
      tapMedia(b, (payload) => reception.note(payload));
      await Promise.all([connected(a, 'a'), connected(b, 'b')]);
      source.start();
      await expect
        .poll(() =>
          reception
            .streams()
            .map(({ kind }) => kind)
            .toSorted(),
        )
        .toEqual(['audio', 'video']);
      expect(nominatedPair(a)?.local).toMatchObject({
        type: 'relay',
        relayProtocol: 'tcp',
        relayServer: `127.0.0.1:${coturn.port}`,
      });
      // Media has just been carried with them.
      for (const { srtp } of [...a.dtlsTransports, ...b.dtlsTransports]) {
        const key: unknown = Reflect.get(srtp.localContext.cipher, 'srtpSessionKey');
        expect(key).toBeInstanceOf(KeyObject);
      }
      await closePeer(b);
      expect(coturn.log()).toContain('lifetime=0');
      // The connection breaks; an unhandled rejection would fail this test.
      await coturn.stop();
      await sleep(300);
    } finally {
      source.stop();
      await Promise.all([closePeer(a), closePeer(b)]);
      await coturn.stop();
    }
  });
});
