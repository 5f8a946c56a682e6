import { randomBytes } from 'node:crypto';
import type { BackendConfig } from '@stoa/toolkit/config';
import { createTestCa, startCoturn } from '@stoa/toolkit/turn/testing';
import { backendConfig, plainListener, startBackendProcess, type BackendProcess } from './backend.ts';
import { spkiHash } from './chromium.ts';
import { startJanus, type JanusServer } from './janus.ts';
import { openMediaAddress, type MediaAddressOptions } from './media-address.ts';
import { freePort } from './ports.ts';

type PortRange = { readonly min: number; readonly max: number };

export interface CallPlatformOptions {
  /** Whose tokens are taken; default: everybody comes in. */
  readonly auth?: BackendConfig['auth'];
  readonly media: MediaAddressOptions;
  readonly ports: PortRange;
  /** UDP ports for the SFU's media. */
  readonly rtpPorts: PortRange;
  /** Without it calls are a mesh. */
  readonly sfu: boolean;
  /** Real relay over UDP, TCP and TLS. */
  readonly relay: boolean;
  /** The relay is also offered for STUN. */
  readonly stun?: boolean;
  readonly webRoot: string;
  /** Where rooms live; default: the backend's memory, with one backend. */
  readonly log?: BackendConfig['log'];
  readonly backends?: number;
  readonly turnLifetimeMs?: number;
  /** How many; one relay by default. */
  readonly relays?: number;
}

export interface CallPlatform extends AsyncDisposable {
  readonly backends: readonly BackendProcess[];
  readonly janus: JanusServer | null;
  /** Base URLs of the backends, as a browser gets them. */
  readonly urls: readonly string[];
  /** TURN URLs of each relay; they are called relay-0, relay-1, … where there are several. */
  readonly relayUrls: readonly (readonly string[])[];
  /** Asks the first backend's admin API. */
  admin(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown>;
  /** Ends the (first) relay with all its allocations and starts it again on the same ports. */
  restartRelay(): Promise<void>;
  /** The first one unless told otherwise; until it is started again. */
  stopRelay(index?: number): Promise<void>;
  /** Key of the relay's certificate, for {@link launchChromium}; null without relay. */
  readonly relayKey: string | null;
}

const secret = randomBytes(24).toString('base64url');
const adminToken = randomBytes(24).toString('base64url');

async function startRelay(stack: AsyncDisposableStack, address: string, ports: PortRange) {
  const ca = await createTestCa();
  stack.defer(() => ca.remove());
  const leaf = await ca.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });
  const tlsPort = await freePort(ports.min, ports.max);
  const config = {
    'relay-ip': address,
    'static-auth-secret': secret,
    'tls-listening-port': tlsPort,
    'no-tls': false,
    cert: leaf.certFile,
    pkey: leaf.keyFile,
  };
  let server = await startCoturn({ config });
  stack.defer(() => server.stop());
  return {
    key: await spkiHash(leaf.certFile),
    stop: () => server.stop(),
    restart: async () => {
      await server.stop();
      server = await startCoturn({ config, port: server.port });
    },
    stunUrls: [`stun:127.0.0.1:${server.port}`],
    urls: [
      `turn:127.0.0.1:${server.port}?transport=udp`,
      `turn:127.0.0.1:${server.port}?transport=tcp`,
      `turns:127.0.0.1:${tlsPort}?transport=tcp`,
    ],
  };
}

/** Real session backends with the built web app, and as asked for a real Janus and a real coturn. */
export async function startCallPlatform(options: CallPlatformOptions): Promise<CallPlatform> {
  const { ports } = options;
  await using stack = new AsyncDisposableStack();
  const media = stack.use(await openMediaAddress(options.media));
  const relays = await Promise.all(
    Array.from({ length: options.relay ? (options.relays ?? 1) : 0 }, () =>
      startRelay(stack, media.address, ports),
    ),
  );
  const [relay = null] = relays;
  const adminPort = await freePort(ports.min, ports.max);
  const janus = options.sfu
    ? stack.use(
        await startJanus({
          name: 'janus-0',
          apiPort: await freePort(ports.min, ports.max),
          adminPort: await freePort(ports.min, ports.max),
          mediaAddress: media.address,
          rtpPorts: options.rtpPorts,
        }),
      )
    : null;
  const listen = await Promise.all(
    Array.from({ length: options.backends ?? 1 }, () => freePort(ports.min, ports.max)),
  );
  const urls = listen.map((port) => `http://127.0.0.1:${port}`);
  const turn =
    relay === null
      ? null
      : {
          secret,
          lifetimeMs: options.turnLifetimeMs ?? 600_000,
          urls: relay.urls,
          stunUrls: options.stun ? relay.stunUrls : [],
          ...(relays.length > 1
            ? {
                relays: relays.map(({ urls: own }, index) => ({
                  name: `relay-${index}`,
                  urls: own,
                  stunUrls: [],
                })),
              }
            : {}),
        };
  const backends: BackendProcess[] = [];
  for (const [index, port] of listen.entries()) {
    const config = backendConfig({
      name: `meet-${index}`,
      listen: plainListener(port),
      log: options.log ?? { kind: 'memory' },
      sfus: janus === null ? [] : [janus.sfu],
      turn,
      ...(index === 0 ? { admin: { host: '127.0.0.1', port: adminPort, token: adminToken } } : {}),
      backendUrls: urls,
      ...(options.auth ? { auth: options.auth } : {}),
      webRoot: options.webRoot,
    });
    backends.push(stack.use(await startBackendProcess(config)));
  }
  const parts = stack.move();
  return {
    backends,
    janus,
    urls,
    relayKey: relay?.key ?? null,
    relayUrls: relays.map(({ urls: own }) => own),
    admin: async (method, path, body) => {
      const response = await fetch(`http://127.0.0.1:${adminPort}${path}`, {
        method,
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
      return response.json();
    },
    restartRelay: async () => relay?.restart(),
    stopRelay: async (index = 0) => relays[index]?.stop(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
