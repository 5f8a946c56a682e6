import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  parseTurnUrl,
  restCredentials,
  TurnClient,
  type Allocation,
  type Endpoint,
} from '../../turn/index.ts';

export type AllocatedClient = TurnClient & { readonly allocation: Allocation };

/** A client with an allocation, by credentials that the secret gives. @throws as TurnClient does */
export async function allocate(url: string, secret: string, ca?: string): Promise<AllocatedClient> {
  const client = await TurnClient.connect({
    server: parseTurnUrl(url),
    connectTimeoutMs: 5_000,
    credentials: restCredentials({ secret, user: 'probe', ttlSeconds: 300 }),
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  try {
    return Object.assign(client, { allocation: await client.allocate() });
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** A UDP peer that sends back what it gets, as an SFU answers. */
export interface Peer {
  readonly at: Endpoint;
  /** Who sent last. */
  readonly seen: () => Endpoint | undefined;
  /** Sends to the relayed address without having heard from it; gives what the client gets. */
  readonly speakFirst: (client: AllocatedClient) => Promise<string>;
  readonly close: () => void;
}

const patienceMs = 5_000;

export async function echoPeer(address: string): Promise<Peer> {
  const socket = createSocket('udp4').bind(0, address);
  await once(socket, 'listening');
  let seen: Endpoint | undefined;
  socket.on('message', (data, from) => {
    seen = { address: from.address, port: from.port };
    socket.send(data, from.port, from.address);
  });
  const { port } = socket.address();
  return {
    at: { address, port },
    seen: () => seen,
    close: () => socket.close(),
    speakFirst: async (client) => {
      const { relayed } = client.allocation;
      await client.createPermission(address);
      return await heard(client, () => socket.send('anybody there?', relayed.port, relayed.address));
    },
  };
}

/** Sends `hello` to the peer and waits for its echo; packets may be lost, so it sends again. */
export async function relayOnce(
  client: TurnClient,
  peer: Peer,
): Promise<{ echoed: string; seen: Endpoint | undefined }> {
  await client.createPermission(peer.at.address);
  const echoed = await heard(client, () => client.sendTo(peer.at, Buffer.from('hello')));
  return { echoed, seen: peer.seen() };
}

function heard(client: TurnClient, send: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const again = setInterval(send, 250);
    const timer = setTimeout(() => done(() => reject(new Error('nothing was relayed'))), patienceMs);
    const done = (end: () => void) => {
      clearInterval(again);
      clearTimeout(timer);
      end();
    };
    client.onPeerData = (_peer, data) => done(() => resolve(data.toString()));
    send();
  });
}
