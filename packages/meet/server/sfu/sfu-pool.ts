import { createHash, createHmac } from 'node:crypto';
import type { BackendConfig } from '@stoa/toolkit/config';
import { meetErrors } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { readVideoRooms } from './janus-message.ts';
import { JanusSessions, plugin } from './janus-session.ts';
import { JanusSocket } from './janus-socket.ts';

/** One SFU as this backend sees it. */
export interface Sfu {
  readonly name: string;
  readonly sessions: JanusSessions;
  readonly socket: JanusSocket;
  readonly admin: JanusSocket;
  /** Sessions of all backends at the last look. */
  load: number;
  /** People who are on their way there since that look. */
  coming: number;
  /** Sessions beyond which no more rooms are put there; null = no limit. */
  readonly most: number | null;
  /** It takes no new sessions; Janus itself keeps that, and says so at the last look. */
  cordoned: boolean;
  readonly roomSecret: (number: number) => string;
}

/** A VideoRoom's number; each placement of a room has its own, so that nothing of an earlier one is in the way. */
export function videoRoomNumber(room: string, placement: number): number {
  const hash = createHash('sha256').update(`${room}/${placement}`).digest();
  // 48 bits: safe as a JSON number, and never 0 in practice.
  return hash.readUIntBE(0, 6);
}

function openSfu(config: BackendConfig['sfus'][number], settings: Settings): Sfu {
  const common = {
    name: config.name,
    requestMs: settings.sfuRequestMs,
    pingMs: settings.sfuPingMs,
    goneMs: settings.sfuGoneMs,
  };
  const socket = new JanusSocket({ ...common, url: config.apiUrl, api: 'janus', secret: config.apiSecret });
  const admin = new JanusSocket({
    ...common,
    url: config.adminUrl,
    api: 'admin',
    secret: config.adminSecret,
  });
  return {
    name: config.name,
    sessions: new JanusSessions(socket, settings.sfuKeepaliveMs),
    socket,
    admin,
    load: 0,
    coming: 0,
    most: config.maxParticipants ?? null,
    cordoned: false,
    roomSecret: (number) => createHmac('sha256', config.apiSecret).update(String(number)).digest('base64url'),
  };
}

export interface SfuPoolHooks {
  readonly onGone: (name: string) => void;
  /** People who are to have a session there and have none yet, as far as this backend knows. */
  readonly coming: (name: string) => number;
}

/** The SFUs of the platform. */
export class SfuPool {
  readonly #sfus: readonly Sfu[];
  readonly #timer: NodeJS.Timeout;
  readonly #coming: (name: string) => number;

  constructor(configs: BackendConfig['sfus'], settings: Settings, { onGone, coming }: SfuPoolHooks) {
    this.#coming = coming;
    this.#sfus = configs.map((config) => openSfu(config, settings));
    for (const sfu of this.#sfus) sfu.socket.onGone(() => onGone(sfu.name));
    this.#timer = setInterval(() => void this.look(), 2 * settings.tickMs);
  }

  /** Resolves when a connection to each SFU has been tried. */
  async tried(): Promise<void> {
    await Promise.all(this.#sfus.map((sfu) => sfu.socket.tried));
    await this.look();
  }

  get(name: string): Sfu | undefined {
    return this.#sfus.find((sfu) => sfu.name === name);
  }

  all(): readonly Sfu[] {
    return this.#sfus;
  }

  up(): string[] {
    return this.#sfus.filter((sfu) => !sfu.socket.gone).map((sfu) => sfu.name);
  }

  /** The SFUs that can be reached and take new sessions, the least loaded first. */
  open(): string[] {
    const open = this.#sfus.filter((sfu) => !sfu.socket.gone && !sfu.cordoned);
    return open.toSorted((a, b) => a.load + a.coming - b.load - b.coming).map((sfu) => sfu.name);
  }

  /** Where a new room goes; null without any SFU that is open and not full. */
  choose(): string | null {
    const free = this.free();
    return this.open().find((name) => (free[name] ?? 1) > 0) ?? null;
  }

  /** How many more people each SFU may carry, where that is limited. A session is one, on a leg in reserve too. */
  free(): Record<string, number> {
    const limited = this.#sfus.flatMap(({ name, most, load, coming }) =>
      most === null ? [] : [[name, Math.max(0, most - load - coming)] as const],
    );
    return Object.fromEntries(limited);
  }

  /**
   * Lets an SFU take no new sessions, or take them again. Sessions that it has go on.
   * @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED
   */
  async cordon(name: string, on: boolean): Promise<void> {
    const sfu = this.get(name);
    if (!sfu) throw meetErrors.make('MEET_SFU_UNAVAILABLE', `there is no SFU ${name}`);
    await sfu.admin.request({ janus: 'accept_new_sessions', accept: !on });
    sfu.cordoned = on;
  }

  /** Counts the people of a room that was just put there, until a look finds their sessions. */
  noteRoom(name: string, people: number): void {
    const sfu = this.get(name);
    if (sfu) sfu.coming += people;
  }

  /** Names of the rooms that have a VideoRoom on an SFU. @throws MEET_SFU_UNAVAILABLE, MEET_SFU_REFUSED */
  async videoRooms(name: string): Promise<string[]> {
    const sfu = this.get(name);
    if (!sfu) return [];
    const reply = await sfu.admin.request({ janus: 'message_plugin', plugin, request: { request: 'list' } });
    return readVideoRooms(reply['response']);
  }

  /** Asks every SFU for its load, and whether it takes new sessions. */
  async look(): Promise<void> {
    await Promise.all(
      this.#sfus.map(async (sfu) => {
        if (!sfu.admin.up) return;
        const ask = (janus: string) => sfu.admin.request({ janus }).catch(() => undefined);
        const [reply, info] = await Promise.all([ask('list_sessions'), ask('info')]);
        if (Array.isArray(reply?.['sessions'])) {
          sfu.load = reply['sessions'].length;
          sfu.coming = this.#coming(sfu.name);
        }
        if (info) sfu.cordoned = info['accepting-new-sessions'] === false;
      }),
    );
  }

  close(): void {
    clearInterval(this.#timer);
    for (const sfu of this.#sfus) {
      sfu.socket.close();
      sfu.admin.close();
    }
  }
}
