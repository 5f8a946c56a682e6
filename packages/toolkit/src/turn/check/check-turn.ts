import { streamEvents, type Emit, type ProgressEvent } from '../../base/index.ts';
import { resolveHost } from '../client/index.ts';
import type { Endpoint } from '../codec/index.ts';
import { turnErrors } from '../turn-errors.ts';
import { parseTurnUrl, type TurnUrl } from '../url.ts';
import { checkServer, checkStun } from './check-server.ts';
import { credentialsFor, elapsedMs, emptyDraft, stage, type CheckContext } from './context.ts';
import { hasError } from './findings.ts';
import { settleOptions, type CheckSettings, type TurnCheckOptions } from './options.ts';
import type { TurnReport, TurnUrlReport, UrlDraft } from './report.ts';

/** Redirections that are followed; more look like a loop. */
const maxAlternates = 3;

/** Takes the 300 answer out of the findings; returns where it points. */
function takeAlternate(draft: UrlDraft): Endpoint | undefined {
  const index = draft.findings.findIndex(
    ({ code, severity }) => code === 'TURN_ALTERNATE_SERVER' && severity === 'error',
  );
  const finding = draft.findings[index];
  const alternate = finding?.details?.['alternate'] as Endpoint | undefined;
  if (!finding || !alternate || draft.alternates.length >= maxAlternates) return undefined;
  const { address, port } = alternate;
  const message = `the server sends new clients to ${address} port ${port} (300); browsers follow, and so does this check`;
  draft.findings[index] = { ...finding, severity: 'info', message };
  draft.alternates.push(alternate);
  return alternate;
}

/** Checks the server and those it redirects to (RFC 8489 §10): same transport, same name in the certificate. */
async function followAlternates(start: CheckContext): Promise<void> {
  let { address, server } = start;
  for (;;) {
    await checkServer({ ...start, address, server });
    const alternate = takeAlternate(start.draft);
    if (!alternate) return;
    address = alternate.address;
    server = { ...start.server, port: alternate.port };
    start.draft.address = address;
  }
}

function finish(draft: UrlDraft): TurnUrlReport {
  const { url, ...rest } = draft;
  return { url, ok: !hasError(draft.findings), ...rest };
}

async function checkUrl(
  server: TurnUrl,
  settings: CheckSettings,
  emit: Emit<ProgressEvent>,
): Promise<TurnUrlReport> {
  const draft = emptyDraft(server);
  const addresses = await stage(
    { settings, draft, emit },
    'resolve',
    `Address of ${server.host}`,
    () => resolveHost(server.host, settings.connectTimeoutMs),
    (found) => found.join(', '),
  );
  const address = addresses?.[0];
  if (address === undefined) return finish(draft);
  draft.address = address;
  const credentials = credentialsFor(settings, settings.ttlSeconds);
  const context: CheckContext = { settings, server, address, credentials, draft, emit };
  if (server.scheme.startsWith('stun')) await checkStun(context);
  else await followAlternates(context);
  return finish(draft);
}

async function checkAll(
  servers: readonly TurnUrl[],
  settings: CheckSettings,
  emit: Emit<ProgressEvent>,
): Promise<TurnReport> {
  const startedAt = new Date().toISOString();
  const started = performance.now();
  const urls: TurnUrlReport[] = [];
  // One after the other, so that their latencies do not disturb each other.
  for (const server of servers) urls.push(await checkUrl(server, settings, emit));
  const ok = urls.every((url) => url.ok);
  return { schema: 'stoa.turn-check/v1', ok, startedAt, durationMs: elapsedMs(started), urls };
}

/**
 * Checks STUN and TURN servers by using them: yields progress, returns the report. What is wrong with a server is a
 * finding in the report, never thrown; every allocation is released.
 * @throws TURN_URL_INVALID, TURN_OPTION_INVALID, TURN_SECRET_EMPTY, BASE_ABORTED
 */
export function checkTurn(
  urls: readonly string[],
  options: TurnCheckOptions = {},
): AsyncGenerator<ProgressEvent, TurnReport, void> {
  const settings = settleOptions(options);
  if (urls.length === 0) throw turnErrors.make('TURN_OPTION_INVALID', 'no URL to check was given');
  const servers = urls.map(parseTurnUrl);
  return streamEvents((emit) => checkAll(servers, settings, emit));
}
