import type { BackendConfig } from '@stoa/toolkit/config';
import { backendConfig, plainListener, startBackendProcess, type BackendProcess } from './backend.ts';
import { hasJanus, startJanus, type JanusServer } from './janus.ts';
import { openMediaAddress, ownMediaAddress } from './media-address.ts';
import { MeetClient } from './meet-client.ts';
import { freePort } from './ports.ts';
import { hasRedis, startRedis, type RedisServer } from './redis.ts';
import { WeriftCaller } from './werift-caller.ts';

/** Whether Redis and Janus can be run; under CI their absence must fail the suite. */
export async function hasSfuParts(): Promise<boolean> {
  const available = (await hasRedis()) && (await hasJanus());
  if (!available && process.env['CI']) throw new Error('redis-server or janus is not installed');
  return available;
}

/** Somebody with media. */
export interface Caller {
  client: MeetClient;
  readonly media: WeriftCaller;
  /** Participant id. */
  readonly id: string;
  readonly token: string;
  readonly mode: 'sfu' | 'mesh';
}

/** Redis and some Janus for session backends; the backends and callers that were added end with them. */
export interface SfuParts extends AsyncDisposable {
  /** Where media goes. */
  readonly address: string;
  readonly redis: RedisServer;
  readonly januses: readonly JanusServer[];
  /** In the order in which they were started. */
  readonly backends: readonly BackendProcess[];
  readonly callers: readonly Caller[];
  /** Another session backend on these parts. */
  startBackend(name: string, own?: Partial<BackendConfig>): Promise<BackendProcess>;
  /** Somebody who is in the room and sends nothing yet. */
  join(backend: BackendProcess | undefined, room: string, name: string): Promise<Caller>;
  /** Somebody who publishes. */
  call(backend: BackendProcess | undefined, room: string, name: string): Promise<Caller>;
}

async function startJanuses(count: number, mediaAddress: string, stack: AsyncDisposableStack) {
  const januses: JanusServer[] = [];
  for (let index = 0; index < count; index += 1) {
    const janus = await startJanus({
      name: `janus-${index}`,
      apiPort: await freePort(11_000, 11_499),
      adminPort: await freePort(11_500, 11_999),
      mediaAddress,
      rtpPorts: { min: 13_000 + index * 500, max: 13_499 + index * 500 },
    });
    januses.push(stack.use(janus));
  }
  return januses;
}

/**
 * @param sfus how many Janus, `janus-0` and so on
 * @param names names of the session backends to start at once
 */
export async function startSfuParts(sfus = 1, ...names: readonly string[]): Promise<SfuParts> {
  const stack = new AsyncDisposableStack();
  try {
    const parts = await openParts(sfus, stack);
    for (const name of names) await parts.startBackend(name);
    return parts;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function joiner(address: string, callers: Caller[]): SfuParts['join'] {
  return async (backend, room, name) => {
    const client = await MeetClient.open(backend?.url ?? '');
    const { participant, resumeToken, mode } = await client.join(room, name);
    const media = new WeriftCaller(client, address);
    const caller = { client, media, id: participant, token: resumeToken, mode };
    callers.push(caller);
    return caller;
  };
}

async function openParts(sfus: number, stack: AsyncDisposableStack): Promise<SfuParts> {
  const { address } = stack.use(await openMediaAddress(ownMediaAddress('stoas', '127.88.6')));
  const redis = stack.use(await startRedis({ port: await freePort(10_000, 10_999) }));
  const januses = await startJanuses(sfus, address, stack);
  const backends: BackendProcess[] = [];
  const callers: Caller[] = [];
  const join = joiner(address, callers);
  return {
    address,
    redis,
    januses,
    backends,
    callers,
    join,
    startBackend: async (name, own) => {
      const config = backendConfig({
        name,
        listen: plainListener(await freePort(12_000, 12_499)),
        log: redis.log,
        sfus: januses.map(({ sfu }) => sfu),
        ...own,
      });
      const backend = stack.use(await startBackendProcess(config, { STOA_LOG_LEVEL: 'debug' }));
      backends.push(backend);
      return backend;
    },
    call: async (...where) => {
      const caller = await join(...where);
      await caller.media.publish();
      return caller;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(callers.map(({ media }) => media.close()));
      for (const { client } of callers) client.close();
      await stack.disposeAsync();
    },
  };
}
