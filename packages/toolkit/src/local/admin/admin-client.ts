import { z } from 'zod';
import { messageOf, StoaError } from '../../base/index.ts';
import { localErrors } from '../local-errors.ts';
import { findRunning } from '../stop.ts';
import { statePaths } from '../state-paths.ts';
import { readLaunch, type Launch } from '../supervisor/index.ts';

export interface Place {
  readonly baseDir: string;
  readonly stateDir: string;
}

const sfuSchema = z.object({
  name: z.string(),
  up: z.boolean(),
  cordoned: z.boolean(),
  draining: z.boolean(),
  sessions: z.int(),
  rooms: z.int().nullable(),
});
/** An SFU as a session backend sees it. `sessions`: of all backends; `rooms`: null when it cannot be asked. */
export type SfuView = z.infer<typeof sfuSchema>;

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

const requestMs = 5_000;

/** The admin API of one session backend of a running platform. */
export class AdminClient {
  readonly backend: string;
  readonly #url: string;
  readonly #token: string;

  constructor(backend: string, url: string, token: string) {
    this.backend = backend;
    this.#url = url;
    this.#token = token;
  }

  async sfus(): Promise<SfuView[]> {
    return z.object({ sfus: z.array(sfuSchema) }).parse(await this.request('GET', '/admin/v1/sfus')).sfus;
  }

  /** @throws LOCAL_ADMIN_UNREACHABLE; LOCAL_ADMIN_REFUSED with the backend's own code in `details.code` */
  async request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    let response: Response;
    let value: unknown;
    try {
      response = await fetch(this.#url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(method === 'DELETE' ? 4 * requestMs : requestMs),
      });
      value = await response.json();
    } catch (cause) {
      throw localErrors.make(
        'LOCAL_ADMIN_UNREACHABLE',
        `the admin API of ${this.backend} does not answer: ${messageOf(cause)}`,
        { hint: 'look at stoa status and stoa logs', cause },
      );
    }
    if (response.ok) return value;
    const read = errorSchema.safeParse(value);
    const status = `HTTP ${response.status}`;
    const unread = { code: `http-${response.status}`, message: status, hint: undefined, details: undefined };
    const { code, message, hint, details } = read.success ? read.data.error : unread;
    throw localErrors.make('LOCAL_ADMIN_REFUSED', `${this.backend} refused: ${message}`, {
      details: { ...details, code },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/**
 * The admin APIs of the session backends of a running platform.
 * @throws LOCAL_NOT_RUNNING, LOCAL_STATE_CORRUPT, LOCAL_STATE_FOREIGN
 */
export async function adminClients({ baseDir, stateDir }: Place): Promise<AdminClient[]> {
  const paths = statePaths(baseDir, stateDir);
  const running = await findRunning(paths);
  const launch = await readLaunch(paths.launch);
  if (running.kind !== 'supervised' || !launch) {
    throw localErrors.make('LOCAL_NOT_RUNNING', `no platform is running in ${paths.root}`, {
      hint: 'start it with: stoa up',
    });
  }
  return clientsOf(launch);
}

export function clientsOf({ components, secrets }: Pick<Launch, 'components' | 'secrets'>): AdminClient[] {
  return components.flatMap(({ name, ports }) => {
    const port = ports.find(({ setting }) => setting === 'meet.adminPort');
    return port ? [new AdminClient(name, `http://${port.address}:${port.first}`, secrets.adminToken)] : [];
  });
}

/**
 * The first backend that answers takes the request, or the next one where that has lost the log. @throws as the last
 * of them
 */
export async function askAny<T>(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<T>,
): Promise<T> {
  let failure: unknown = localErrors.make('LOCAL_ADMIN_UNREACHABLE', 'the platform has no admin API', {
    hint: 'it was started by an older version: stoa down, then stoa up',
  });
  for (const client of clients) {
    try {
      return await ask(client);
    } catch (error) {
      failure = error;
      if (error instanceof StoaError && error.code === 'LOCAL_ADMIN_REFUSED' && !isLogAway(error)) break;
    }
  }
  throw failure;
}

function isLogAway({ details }: StoaError): boolean {
  return details['code'] === 'MEET_LOG_UNAVAILABLE';
}
