import { z } from 'zod';
import { messageOf, StoaError } from '../base/index.ts';
import { adminErrors } from './admin-errors.ts';

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

  /** @throws ADMIN_UNREACHABLE; ADMIN_REFUSED with the backend's own code in `details.code` */
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
      throw adminErrors.make(
        'ADMIN_UNREACHABLE',
        `the admin API of ${this.backend} does not answer: ${messageOf(cause)}`,
        { hint: 'look at stoa status and stoa logs', cause },
      );
    }
    if (response.ok) return value;
    const read = errorSchema.safeParse(value);
    const status = `HTTP ${response.status}`;
    const unread = { code: `http-${response.status}`, message: status, hint: undefined, details: undefined };
    const { code, message, hint, details } = read.success ? read.data.error : unread;
    throw adminErrors.make('ADMIN_REFUSED', `${this.backend} refused: ${message}`, {
      details: { ...details, code },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/**
 * The first backend that answers takes the request, or the next one where that has lost the log. @throws as the last
 * of them
 */
export async function askAny<T>(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<T>,
): Promise<T> {
  let failure: unknown = adminErrors.make('ADMIN_UNREACHABLE', 'the platform has no admin API', {
    hint: 'it was started by an older version: stoa down, then stoa up',
  });
  for (const client of clients) {
    try {
      return await ask(client);
    } catch (error) {
      failure = error;
      if (error instanceof StoaError && error.code === 'ADMIN_REFUSED' && !isLogAway(error)) break;
    }
  }
  throw failure;
}

function isLogAway({ details }: StoaError): boolean {
  return details['code'] === 'MEET_LOG_UNAVAILABLE';
}
