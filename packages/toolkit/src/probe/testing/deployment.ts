import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { backendConfigSchema, type BackendConfig } from '../../config/index.ts';
import {
  createTestCa,
  startCoturn,
  testSecret,
  type Coturn,
  type CoturnConfig,
} from '../../turn/testing/index.ts';
import { startChild, waitFor, type Child } from '../../../../../test/support/child.ts';
import { startJanus, type JanusServer } from '../../../../../test/support/janus.ts';
import { openMediaAddress, ownMediaAddress } from '../../../../../test/support/media-address.ts';
import { freePort } from '../../../../../test/support/ports.ts';

const entry = resolve(import.meta.dirname, '../../../../meet/server/start.ts');
const firstPort = 16_000;
const lastPort = 16_999;

export interface DeploymentOptions {
  /** Default 1; more than one share a Redis. */
  readonly backends?: number;
  /** Default true; without it calls are a mesh. */
  readonly sfu?: boolean;
  /** Which TURN URLs clients get; default all three. Empty = no TURN. */
  readonly turn?: readonly ('udp' | 'tcp' | 'tls')[];
  readonly maxParticipants?: number;
  /** Lines of coturn's configuration to change. */
  readonly coturn?: CoturnConfig;
  /** The TURN server's certificate is signed by a CA that nobody was given. */
  readonly foreignTurnCa?: boolean;
  /** How long a backend that was told to go waits for its participants to move. */
  readonly drainMs?: number;
}

/** A small platform of real parts: session backends over TLS, Janus, coturn, Redis. */
export interface Deployment extends AsyncDisposable {
  /** Base URLs of the backends. */
  readonly urls: readonly string[];
  readonly ca: string;
  readonly mediaAddress: string;
  readonly coturn: Coturn | undefined;
  readonly janus: JanusServer | undefined;
  readonly backends: readonly Child[];
  readonly redis: Child | undefined;
  /** Where the backends leave evidence. */
  readonly evidenceDir: string;
}

async function startRedis(port: number): Promise<Child> {
  const child = startChild('redis-server', ['--bind', '127.0.0.1', '--port', String(port), '--save', '']);
  await waitFor('Redis is ready', () => child.output().includes('Ready to accept connections'), { child });
  return child;
}

async function startOne(folder: string, config: BackendConfig, ca: string): Promise<Child> {
  const file = join(folder, `${config.name}.json`);
  const caFile = join(folder, 'ca.pem');
  await writeFile(file, JSON.stringify(backendConfigSchema.parse(config)), { mode: 0o600 });
  await writeFile(caFile, ca);
  const child = startChild(process.execPath, [entry, file]);
  const url = `https://127.0.0.1:${config.listen[0]?.port}/health/live`;
  await waitFor(`${config.name} answers`, () => answers(url, ca), { child });
  return child;
}

function answers(url: string, ca: string): Promise<boolean> {
  return new Promise((done) => {
    const request = get(url, { ca, agent: false }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.once('error', () => done(false));
  });
}

function turnUrls(turn: readonly string[], port: number, tlsPort: number): string[] {
  const all = {
    udp: `turn:127.0.0.1:${port}?transport=udp`,
    tcp: `turn:127.0.0.1:${port}?transport=tcp`,
    tls: `turns:127.0.0.1:${tlsPort}?transport=tcp`,
  };
  return Object.entries(all).flatMap(([transport, url]) => (turn.includes(transport) ? [url] : []));
}

/** Starts everything; what was started is stopped again when a part fails, and at the end. */
export async function startDeployment(options: DeploymentOptions = {}): Promise<Deployment> {
  const { backends: count = 1, sfu = true, turn = ['udp', 'tcp', 'tls'] } = options;
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'stoa-probe-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const evidenceDir = join(folder, 'evidence');
    const ca = await createTestCa();
    stack.defer(() => ca.remove());
    const leaf = await ca.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });
    const media = stack.use(await openMediaAddress(ownMediaAddress('stoap', '127.88.6')));
    const port = () => freePort(firstPort, lastPort);
    const janus = sfu ? stack.use(await janusAt(media.address, await port(), await port())) : undefined;
    const tlsPort = await port();
    const turnPort = await port();
    const turnCa = options.foreignTurnCa ? await createTestCa() : ca;
    stack.defer(() => turnCa.remove());
    const turnLeaf = await turnCa.issue({ names: [{ type: 'ip', value: '127.0.0.1' }] });
    const coturnConfig = { ...coturnLines(media.address, tlsPort, turnLeaf), ...options.coturn };
    const coturn = turn.length > 0 ? await startCoturn({ port: turnPort, config: coturnConfig }) : undefined;
    stack.defer(async () => coturn?.stop());
    const redisPort = await port();
    const redis = count > 1 ? stack.use(await startRedis(redisPort)) : undefined;
    const ports: number[] = [];
    for (let index = 0; index < count; index += 1) ports.push(await port());
    const urls = ports.map((one) => `https://127.0.0.1:${one}`);
    const backends: Child[] = [];
    for (const [index, one] of ports.entries()) {
      const config: BackendConfig = {
        name: `meet-${index}`,
        listen: [{ host: '127.0.0.1', port: one, tls: leaf }],
        log: redis
          ? { kind: 'redis', host: '127.0.0.1', port: redisPort, password: '', prefix: 'probe' }
          : { kind: 'memory' },
        sfus: janus ? [janus.sfu] : [],
        turn: coturn
          ? { secret: testSecret, lifetimeMs: 600_000, urls: turnUrls(turn, turnPort, tlsPort), stunUrls: [] }
          : null,
        room: { maxParticipants: options.maxParticipants ?? 20, chatHistory: 1_000 },
        resumeGraceMs: 15_000,
        maxMessageBytes: 262_144,
        backendUrls: urls,
        webRoot: null,
        evidence: { dir: evidenceDir, platform: 'probe' },
        ...(options.drainMs === undefined ? {} : { drainMs: options.drainMs }),
      };
      backends.push(stack.use(await startOne(folder, config, ca.pem)));
    }
    const parts = {
      evidenceDir,
      urls,
      ca: ca.pem,
      mediaAddress: media.address,
      coturn,
      janus,
      backends,
      redis,
    };
    const owned = stack.move();
    return { ...parts, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

function janusAt(mediaAddress: string, apiPort: number, adminPort: number): Promise<JanusServer> {
  const rtpPorts = { min: 17_000, max: 17_999 };
  return startJanus({ name: 'janus-0', apiPort, adminPort, mediaAddress, rtpPorts });
}

/** Relay ports of our own, so that calls can go through while other suites hold theirs. */
function coturnLines(
  mediaAddress: string,
  tlsPort: number,
  leaf: { certFile: string; keyFile: string },
): CoturnConfig {
  return {
    'relay-ip': mediaAddress,
    'min-port': 18_000,
    'max-port': 18_999,
    'no-tls': false,
    'tls-listening-port': tlsPort,
    cert: leaf.certFile,
    pkey: leaf.keyFile,
  };
}
