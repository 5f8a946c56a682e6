import { baseErrors, step, type Emit, type ProgressEvent } from '../../base/index.ts';
import type { ClientCredentials, TurnClientOptions } from '../client/index.ts';
import { signRestCredentials } from '../credentials.ts';
import { formatTurnUrl, type TurnUrl } from '../url.ts';
import { findingOf } from './findings.ts';
import type { CheckSettings } from './options.ts';
import type { TurnFinding, UrlDraft } from './report.ts';

/** What the stages of one URL's check share. */
export interface CheckContext {
  readonly settings: CheckSettings;
  /** The server under test: the URL's, or the alternate it named. */
  readonly server: TurnUrl;
  readonly address: string;
  readonly credentials: ClientCredentials | undefined;
  readonly draft: UrlDraft;
  readonly emit: Emit<ProgressEvent>;
}

export function emptyDraft(server: TurnUrl): UrlDraft {
  const url = formatTurnUrl(server);
  return { url, timings: {}, paths: {}, permissions: [], alternates: [], findings: [] };
}

/** Credentials for `expiresIn` seconds from now, when the secret is known. */
export function credentialsFor(settings: CheckSettings, expiresIn: number): ClientCredentials | undefined {
  if (settings.secret === undefined) return settings.credentials;
  const expiry = Math.floor(settings.now() / 1000) + expiresIn;
  return signRestCredentials(settings.secret, expiry, settings.user);
}

export function clientOptions(context: CheckContext, credentials = context.credentials): TurnClientOptions {
  const { settings, server, address } = context;
  return {
    server,
    address,
    ...(credentials ? { credentials } : {}),
    ...(settings.tls ? { tls: settings.tls } : {}),
    ...(settings.localAddress === undefined ? {} : { localAddress: settings.localAddress }),
    connectTimeoutMs: settings.connectTimeoutMs,
    timers: { rtoMs: 250, limitMs: settings.requestTimeoutMs },
  };
}

export function addFindings(draft: UrlDraft, findings: readonly TurnFinding[]): void {
  for (const finding of findings) {
    // When a connection is gone, every later stage says so again.
    const known = draft.findings.some(
      ({ code, message }) => code === finding.code && message === finding.message,
    );
    if (!known) draft.findings.push(finding);
  }
}

/** Milliseconds since `started`, to the microsecond. */
export const elapsedMs = (started: number): number => Math.round((performance.now() - started) * 1000) / 1000;

type StageContext = Pick<CheckContext, 'settings' | 'draft' | 'emit'>;

type Explain = (error: unknown) => Promise<TurnFinding[]>;

/**
 * One stage: told as a step, timed, its failure made a finding. Returns undefined when it failed.
 * `explain` may turn a failure into better findings.
 * @throws BASE_ABORTED before it starts, and whatever is not an error of turn/
 */
export async function stage<T>(
  context: StageContext,
  name: string,
  title: string,
  work: (progress: (detail: string) => void) => Promise<T>,
  describe?: (value: T) => string | undefined,
  explain?: Explain,
): Promise<T | undefined> {
  if (context.settings.signal?.aborted) {
    throw baseErrors.make('BASE_ABORTED', 'the TURN check was cancelled');
  }
  return await finalStage(context, name, title, work, describe, explain);
}

/** A stage that a cancelled check runs as well, to clean up. */
export async function finalStage<T>(
  context: StageContext,
  name: string,
  title: string,
  work: (progress: (detail: string) => void) => Promise<T>,
  describe?: (value: T) => string | undefined,
  explain: Explain = async (error) => [findingOf(error)],
): Promise<T | undefined> {
  const { draft } = context;
  const started = performance.now();
  try {
    return await step(context.emit, `${draft.url} ${name}`, title, work, describe);
  } catch (error) {
    // Should looking for the reason fail as well, the failure itself is what is known.
    addFindings(draft, await explain(error).catch(() => [findingOf(error)]));
    return undefined;
  } finally {
    draft.timings[name] = elapsedMs(started);
  }
}
