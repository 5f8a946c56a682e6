import { firstChannel, measureEcho, parseTurnUrl, restCredentials, TurnClient } from '@stoa/toolkit/turn';
import { testSecret } from '@stoa/toolkit/turn/testing';

/** One client of ours: `node probe.ts PORT PEER_PORT COUNT WINDOW`, echoes through the relay off a plain UDP peer. */
const [port = '', peerPort = '', count = '', window = ''] = process.argv.slice(2);
const peer = { address: '127.0.0.1', port: Number(peerPort) };
const credentials = restCredentials({ secret: testSecret, user: 'bench', ttlSeconds: 600 });
await using client = await TurnClient.connect({
  server: parseTurnUrl(`turn:127.0.0.1:${port}`),
  credentials,
});
await client.allocate();
await client.createPermission(peer.address);
await client.channelBind(firstChannel, peer);
const report = await measureEcho(client, { count: Number(count), rate: 0, window: Number(window) });
console.log(JSON.stringify(report));
