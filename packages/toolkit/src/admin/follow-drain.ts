import { messageOf, sleep, StoaError, type Emit, type ProgressEvent } from '../base/index.ts';
import { adminErrors } from './admin-errors.ts';
import { askAny, type AdminClient } from './client.ts';
import { drainSchema, type DrainEvent, type DrainView } from './drain-view.ts';

export interface Follower {
  readonly emit: Emit<ProgressEvent>;
  readonly progress: (detail: string) => void;
  readonly signal: AbortSignal | undefined;
}

const pollMs = 200;
/** No backend answers: for so long one may be taking over, or Redis be on its way back. */
const patienceMs = 30_000;

/**
 * Follows a drain to its end, on whichever backend answers; cancels it when the signal fires.
 * @throws ADMIN_DRAIN_LOST, ADMIN_UNREACHABLE, ADMIN_REFUSED
 */
export async function followDrain(
  clients: readonly AdminClient[],
  started: DrainView,
  path: string,
  { emit, progress, signal }: Follower,
): Promise<DrainView> {
  const seen = { from: 0, rooms: 0, done: 0 };
  let told = '';
  let answeredAt = performance.now();
  for (;;) {
    if (signal?.aborted) return await cancelDrain(clients, started, path, emit);
    const view = await askAny(clients, (one) => one.request('GET', `${path}?from=${seen.from}`))
      .then((answer) => drainSchema.parse(answer))
      .catch((error: unknown) => {
        if (performance.now() - answeredAt > patienceMs || !mayPass(error, started))
          throw lost(error, started);
        return undefined;
      });
    if (view) {
      answeredAt = performance.now();
      if (view.id !== started.id) throw lost(undefined, started);
      seen.from = view.from + view.events.length;
      for (const one of view.events) {
        if (one.type === 'rooms') seen.rooms += one.rooms.length;
        if (one.type === 'room' && one.room.outcome !== 'kept') seen.done += 1;
        const notice = noticeOf(one);
        if (notice) emit(notice);
      }
      if (view.state !== 'running') return view;
    }
    const where = view ? `${seen.done} of ${seen.rooms} rooms` : 'no backend answers; trying again';
    if (where !== told) progress(where);
    told = where;
    await sleep(pollMs, signal).catch(() => {});
  }
}

/** Whatever becomes of the cancellation, the operator hears in which state the SFU is, and how to go on. */
async function cancelDrain(
  clients: readonly AdminClient[],
  { sfu }: DrainView,
  path: string,
  emit: Emit<ProgressEvent>,
): Promise<DrainView> {
  const warn = (message: string, hint: string) => emit({ type: 'notice', level: 'warn', message, hint });
  try {
    const view = drainSchema.parse(await askAny(clients, (one) => one.request('DELETE', path)));
    if (view.state === 'running') {
      warn(`the drain of ${sfu} is still stopping; ${sfu} is cordoned until it has`, `look at: stoa status`);
    } else if (view.cordoned !== false) {
      warn(`${sfu} still takes no new sessions`, `let it take them again with: stoa uncordon sfu ${sfu}`);
    }
    return view;
  } catch (error) {
    warn(
      `the drain of ${sfu} could not be cancelled, and goes on: ${messageOf(error)}`,
      `cancel it with: stoa drain sfu ${sfu} --cancel`,
    );
    throw error;
  }
}

/** May the next look find better? In memory there is nobody to take over. */
function mayPass(error: unknown, { keptIn }: DrainView): boolean {
  if (!(error instanceof StoaError)) return false;
  const away = error.code === 'ADMIN_REFUSED' && error.details['code'] === 'MEET_LOG_UNAVAILABLE';
  return keptIn === 'redis' && (error.code === 'ADMIN_UNREACHABLE' || away);
}

function lost(cause: unknown, { sfu, keptIn, coordinator }: DrainView): unknown {
  if (keptIn === 'redis' && cause !== undefined) return cause;
  const why =
    keptIn === 'memory'
      ? `${coordinator ?? 'the session backend'} is gone, and without Redis the drain and its rooms ended with it`
      : 'another drain of it was started meanwhile';
  return adminErrors.make('ADMIN_DRAIN_LOST', `the drain of ${sfu} cannot be followed: ${why}`, {
    hint: `there is no evidence of it; see what is there with stoa status, then stoa drain sfu ${sfu} again, or stoa uncordon sfu ${sfu}`,
    cause,
  });
}

function noticeOf(one: DrainEvent): ProgressEvent | undefined {
  const notice = (level: 'info' | 'warn', message: string) => ({ type: 'notice', level, message }) as const;
  switch (one.type) {
    case 'retry':
      return notice('warn', `${one.room} stays for the moment: ${one.reason}`);
    case 'taken':
      return notice('warn', `${one.from} coordinates the drain no more; ${one.by.backend} goes on with it`);
    case 'ended': {
      const left = one.sessionsLeft ?? 0;
      if (one.outcome !== 'drained' || left === 0) return undefined;
      return notice(
        'info',
        `${left} sessions of people who did not come back are left; they end by themselves`,
      );
    }
    default:
      return undefined;
  }
}
