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
}

export interface CallPlatform extends AsyncDisposable {
  readonly backends: readonly BackendProcess[];
  readonly janus: JanusServer | null;
  /** Base URLs of the backends, as a browser gets them. */
  readonly urls: readonly string[];
  /** Ends the relay with all its allocations and starts it again on the same ports. */
  restartRelay(): Promise<void>;
  /** Until it is started again. */
  stopRelay(): Promise<void>;
  /** Key of the relay's certificate, for {@link launchChromium}; null without relay. */
  readonly relayKey: string | null;
}

const secret = randomBytes(24).toString('base64url');

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
  const relay = options.relay ? await startRelay(stack, media.address, ports) : null;
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
        };
  const backends: BackendProcess[] = [];
  for (const [index, port] of listen.entries()) {
    const config = backendConfig({
      name: `meet-${index}`,
      listen: plainListener(port),
      log: options.log ?? { kind: 'memory' },
      sfus: janus === null ? [] : [janus.sfu],
      turn,
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
    restartRelay: async () => relay?.restart(),
    stopRelay: async () => relay?.stop(),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
