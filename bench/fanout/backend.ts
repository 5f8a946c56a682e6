import { pino } from 'pino';
import { startBackend } from '../../packages/meet/server/index.ts';
import { defaultSettings } from '../../packages/meet/server/settings.ts';
import { backendConfig, plainListener } from '../../test/support/backend.ts';
import type { BackendConfig } from '@stoa/toolkit/config';
import { serve } from './_serve.ts';

/**
 * The real session backend as a server under load; argument: the `log` entry of its configuration as JSON. Only what
 * keeps one client from sending this much, and a mesh from having this many people, is lifted.
 */
const log = JSON.parse(process.env['STOA_BENCH_LOG'] ?? '{"kind":"memory"}') as BackendConfig['log'];
const unlimited = { perSecond: 1e9, burst: 1e9 };
const backend = await startBackend(backendConfig({ listen: plainListener(0), log }), {
  logger: pino({ level: 'warn' }),
  settings: {
    messageRate: unlimited,
    inFlight: 10_000,
    meshParticipants: 1_000,
    // All come at once, from one address.
    arrivals: unlimited,
    budgets: { ...defaultSettings.budgets, addressConnections: unlimited, addressHellos: unlimited },
  },
});
serve(backend.urls[0] ?? '');
