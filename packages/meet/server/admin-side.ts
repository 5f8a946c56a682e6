import { createAdminApp, SfuDrains } from './admin/index.ts';
import { closeListener, openListener } from './http/index.ts';
import type { Ground, Parts } from './parts.ts';

/** What operators may do with a backend as a whole. */
export interface Operated {
  readonly phase: () => string;
  readonly drain: () => void;
}

export interface AdminSide {
  /** Base URL; null where the configuration has no admin API. */
  readonly url: string | null;
  close(): Promise<void>;
}

/** Opens the admin API on a listener of its own. @throws MEET_LISTEN_FAILED */
export async function openAdminSide(
  { config, settings, log, store }: Ground,
  { pool, rooms, participants, relays, metrics }: Parts,
  { phase, drain }: Operated,
): Promise<AdminSide> {
  const { admin } = config;
  if (!admin) return { url: null, close: async () => {} };
  const { host, port, token, openMetrics = false } = admin;
  const drains = new SfuDrains({
    pool,
    rooms,
    settings,
    log,
    store,
    evidence: config.evidence,
    keptIn: config.log.kind,
    backend: config.name,
    leaseMs: settings.leaseMs,
    staying: () => phase() === 'running',
  });
  const app = await createAdminApp({
    token,
    pool,
    rooms,
    drains,
    relays,
    metrics: openMetrics ? metrics.registry : null,
    drainBackend: drain,
    backend: () => ({ name: config.name, phase: phase(), participants: participants.size }),
  });
  const listener = await openListener({ host, port, tls: null }, (request, response) =>
    app.routing(request, response),
  );
  const timer = setInterval(() => void drains.tick(), settings.tickMs);
  return {
    url: listener.url,
    close: async () => {
      clearInterval(timer);
      await drains.close();
      await closeListener(listener);
      await app.close();
    },
  };
}
