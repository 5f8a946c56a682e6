import { isIP } from 'node:net';
import { TurnClient, type Allocation } from '../client/index.ts';
import { minSecretLength } from '../credentials.ts';
import { addFindings, clientOptions, elapsedMs, finalStage, stage, type CheckContext } from './context.ts';
import { joinRelays, measureEcho } from './echo.ts';
import { findingOf, hasError } from './findings.ts';
import { onFreshPort, portTaken } from './fresh-port.ts';
import { judgePaths } from './judge-paths.ts';
import { judgePermissions, judgeRealm, judgeRelayedAddress } from './judge-server.ts';
import { judgeTls } from './judge-tls.ts';
import { probePermissions } from './permissions.ts';
import { openPlainPeer, testPeerFirst, testRelayFirst } from './plain-peer.ts';
import { checkClock, checkEmptySecret, explainRefusal } from './refusal.ts';
import { inspectTls } from './tls-inspect.ts';

/** A client with its allocation. */
interface Relay {
  readonly client: TurnClient;
  readonly allocation: Allocation;
}

const pathPackets = 10;

async function openClient(context: CheckContext, relays: Relay[], localPort?: number): Promise<Relay> {
  const options = clientOptions(context);
  const started = performance.now();
  const client = await TurnClient.connect(localPort === undefined ? options : { ...options, localPort });
  context.draft.timings['connect'] ??= elapsedMs(started);
  try {
    const relay = { client, allocation: await client.allocate() };
    relays.push(relay);
    return relay;
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** A client with an allocation, from the given local port or any. */
function openRelay(context: CheckContext, relays: Relay[], localPort?: number): Promise<Relay> {
  const open = () => openClient(context, relays, localPort);
  return localPort === undefined ? onFreshPort(portTaken, open) : open();
}

/** The certificate; false when credentials must not be sent over such a connection. */
async function checkTls(context: CheckContext): Promise<boolean> {
  const { server, address, settings, draft } = context;
  if (server.transport !== 'tls') return true;
  const name = settings.tls?.servername ?? server.host;
  const work = () => inspectTls(server, address, clientOptions(context));
  const tls = await stage(
    context,
    'tls',
    `Certificate of ${name}`,
    work,
    ({ protocol, subject, notAfter }) => {
      return `${protocol}, ${subject}, until ${notAfter}`;
    },
  );
  if (!tls) return false;
  draft.tls = tls;
  const findings = judgeTls(tls, name, settings.now(), settings.tlsWarnDays);
  addFindings(draft, findings);
  return !hasError(findings);
}

function describeServer(context: CheckContext, { client, allocation }: Relay): void {
  const { draft, settings, address } = context;
  draft.relayed = allocation.relayed;
  draft.lifetimeSeconds = allocation.lifetime;
  if (allocation.mapped) draft.mapped = allocation.mapped;
  if (allocation.software !== undefined) draft.software = allocation.software;
  if (client.realm !== undefined) draft.realm = client.realm;
  addFindings(draft, judgeRealm(client.realm, settings.realm));
  addFindings(draft, judgeRelayedAddress(address, allocation.relayed.address, settings.allowPrivateRelay));
  if (client.realm === undefined) {
    const message = 'the server gave an allocation without asking for credentials: anyone can use it';
    const hint = 'set use-auth-secret (or lt-cred-mech) and remove no-auth';
    addFindings(draft, [{ code: 'TURN_NO_AUTHENTICATION', severity: 'error', message, hint }]);
  }
}

/** Permission, channel and echo between two relays of the server. */
async function checkEcho(context: CheckContext, a: Relay, b: Relay): Promise<void> {
  const { draft, settings } = context;
  const [relayedA, relayedB] = [a.allocation.relayed, b.allocation.relayed];
  const permitted = await stage(context, 'permission', 'Permission between two relays', async () => {
    await Promise.all([
      a.client.createPermission(relayedB.address),
      b.client.createPermission(relayedA.address),
    ]);
    return true;
  });
  if (!permitted) return;
  const bound = await stage(context, 'channel', 'Channel between two relays', async () => {
    await joinRelays(a.client, b.client, relayedA, relayedB);
    return true;
  });
  if (!bound || settings.count === 0) return;
  const { count, rate, signal } = settings;
  const echo = await stage(
    context,
    'echo',
    `${count} echoes from relay to relay`,
    () => measureEcho(a.client, { count, rate, ...(signal ? { signal } : {}) }),
    ({ received, sent, p50Us }) =>
      `${received} of ${sent}${p50Us === undefined ? '' : `, median ${p50Us} µs`}`,
  );
  if (echo) draft.paths.relayToRelay = echo;
}

/** Plain peers outside: one speaks first to the relay, then the relay speaks first to another. */
async function checkPeers(context: CheckContext, { client, allocation }: Relay): Promise<void> {
  const { draft, settings, server, address } = context;
  const from = settings.peerAddress ?? client.local.address;
  const { relayed } = allocation;
  if (isIP(from) !== isIP(relayed.address)) {
    const skipped = `${from} and the relayed address ${relayed.address} are of different families`;
    draft.paths.peerFirst = draft.paths.relayFirst = { sent: 0, there: 0, back: 0, skipped };
    return;
  }
  const options = { count: pathPackets, waitMs: 1_000 };
  await stage(context, 'peers', `Plain UDP peers at ${from}`, async () => {
    const stun = { address, port: server.port };
    const peers = await Promise.all([openPlainPeer(from, stun), openPlainPeer(from, stun)]);
    try {
      await client.createPermission(peers[0].seen.address);
      // First the peer: once the relay has spoken to it, a stateful firewall would let it in anyway.
      draft.paths.peerFirst = await testPeerFirst(client, peers[0], relayed, options);
      draft.paths.relayFirst = await testRelayFirst(client, peers[1], options);
    } finally {
      for (const peer of peers) peer.close();
    }
  });
}

async function checkRefresh(context: CheckContext, { client }: Relay): Promise<void> {
  await stage(
    context,
    'refresh',
    'Refresh of the allocation',
    () => client.refresh(),
    (lifetime) => `${lifetime} s`,
  );
}

/** What must be refused: inner networks, an empty secret, expired credentials. */
async function checkSafety(context: CheckContext, { client }: Relay): Promise<void> {
  const { draft, settings, address } = context;
  if (settings.probeOpenRelay) {
    const probes = await stage(context, 'open-relay', 'Permissions that must be refused', () =>
      probePermissions(context, client),
    );
    draft.permissions.push(...(probes ?? []));
    addFindings(draft, judgePermissions(draft.permissions, address, settings.allowedPeers));
  }
  // Without authentication there is neither a secret nor an expiry to look at.
  if (client.realm === undefined) return;
  await stage(context, 'empty-secret', 'Credentials signed with an empty secret', () =>
    checkEmptySecret(context),
  );
  await stage(
    context,
    'clock',
    'Clock of the server',
    () => checkClock(context),
    (skew) => (skew === undefined ? undefined : `${skew} s off`),
  );
  if (settings.secret !== undefined && settings.secret.length < minSecretLength) {
    const message = `the secret has ${settings.secret.length} characters; fewer than ${minSecretLength} can be guessed`;
    addFindings(draft, [{ code: 'TURN_SECRET_SHORT', severity: 'warning', message }]);
  }
}

/** After a 401 the reason may be that the server's own secret is empty. */
async function lookBehindRefusal(context: CheckContext): Promise<void> {
  if (!context.draft.findings.some(({ details }) => details?.['stunCode'] === 401)) return;
  await stage(context, 'empty-secret', 'Credentials signed with an empty secret', () =>
    checkEmptySecret(context),
  );
}

async function releaseAll(context: CheckContext, relays: readonly Relay[]): Promise<void> {
  if (relays.length === 0) return;
  await finalStage(
    context,
    'release',
    'Release of the allocations',
    async () => {
      try {
        await Promise.all(relays.map(({ client }) => client.release()));
      } finally {
        await Promise.all(relays.map(({ client }) => client.close()));
      }
    },
    undefined,
    async (error) => [findingOf(error, 'warning')],
  );
}

/** STUN only: an answer to a Binding request is all there is to check. */
export async function checkStun(context: CheckContext): Promise<void> {
  if (!(await checkTls(context))) return;
  const mapped = await stage(context, 'binding', 'STUN Binding', async () => {
    await using client = await TurnClient.connect(clientOptions(context));
    return await client.bind();
  });
  if (mapped) context.draft.mapped = mapped;
}

/** Everything about one TURN server, from its certificate to the release. Findings go into the draft. */
export async function checkServer(context: CheckContext): Promise<void> {
  if (!(await checkTls(context))) return;
  const relays: Relay[] = [];
  try {
    const first = await stage(
      context,
      'allocate',
      'Connection and allocation',
      () => openRelay(context, relays, context.settings.localPort),
      ({ allocation: { relayed } }) => `relayed address ${relayed.address}:${relayed.port}`,
      (error) => explainRefusal(context, context.credentials, error),
    );
    if (!first) return await lookBehindRefusal(context);
    describeServer(context, first);
    const second = await stage(context, 'second-allocation', 'A second allocation', () =>
      openRelay(context, relays),
    );
    if (second) await checkEcho(context, first, second);
    await checkPeers(context, first);
    await checkRefresh(context, first);
    await checkSafety(context, first);
    addFindings(context.draft, judgePaths(context.draft.paths));
  } finally {
    await releaseAll(context, relays);
  }
}
