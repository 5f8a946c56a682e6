import { deepEqual, equal, ok } from 'node:assert/strict';
import {
  admitted,
  allows,
  type Capability,
  type Role,
  type RoomView,
  type ServerMessage,
} from '@stoa/protocol';
import { answerOf, refusalsOf } from '@stoa/protocol/reference';
import { waitFor } from './child.ts';
import { MeetClient } from './meet-client.ts';
import { crowd, messageOf, passcode, type Step } from './walk-steps.ts';
import { ask, askAs, forAll, patience, risingVersions, roleIn } from './walk-talk.ts';

/** What the table does not decide alone: rank, authorship, rules of the room, and media in a room without SFU. */
const furtherRules: ReadonlySet<string> = new Set(
  [
    'kick deny mute set-role hand chat-delete screen screen-request screen-deny',
    'publish unpublish answer resubscribe candidate leg-ready quality',
  ].flatMap((line) => line.split(' ')),
);
/** Refusals of a newcomer that are in order. */
const closedDoors: ReadonlySet<string> = new Set(
  'room-full room-locked passcode-required passcode-wrong'.split(' '),
);
/** No answer to a good message of somebody who is in. */
const neverSaid: ReadonlySet<string> = new Set(
  'internal not-joined bad-message log-unavailable too-many already-joined'.split(' '),
);

interface Person {
  client: MeetClient | undefined;
  id: string;
  token: string;
  /** Ids of what was sent on the present connection. */
  sent: string[];
}

/** How often each pair of message and role was accepted and refused. */
export type Verdicts = Map<string, { accepted: number; refused: number }>;

/** Six people in one room of two backends; does steps and checks what must hold whatever they do. */
export class RoomWalk {
  readonly #room: string;
  readonly #urls: readonly string[];
  readonly #verdicts: Verdicts;
  readonly #people: Person[];
  #said = 0;

  constructor(room: string, urls: readonly string[], verdicts: Verdicts) {
    this.#room = room;
    this.#urls = urls;
    this.#verdicts = verdicts;
    this.#people = Array.from({ length: crowd }, () => ({ client: undefined, id: '', token: '', sent: [] }));
  }

  async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.#do(step);
    await this.#settle();
    await this.#compareSnapshots();
    for (const person of this.#present()) await this.#leave(person);
    this.#checkAnswers();
  }

  /** Cuts every connection; for the end of a walk that failed. */
  stop(): void {
    for (const { client } of this.#people) client?.drop();
  }

  async #do(step: Step): Promise<void> {
    const person = this.#person(step.who);
    switch (step.do) {
      case 'come':
        return this.#come(person, step.backend, step.knows);
      case 'come-back':
        return this.#comeBack(person, step.backend);
      case 'drop':
        person.client?.drop();
        return this.#forget(person);
      case 'leave':
        if (this.#isIn(person)) await this.#leave(person);
        return undefined;
      case 'say':
        return this.#isIn(person) ? this.#say(person, step) : undefined;
    }
  }

  #person(number: number): Person {
    const person = this.#people[number];
    if (!person) throw new RangeError(`person ${number}`);
    return person;
  }

  #isIn({ client }: Person): boolean {
    return client !== undefined && client.closed === undefined && client.welcome !== undefined;
  }

  #present(): Person[] {
    return this.#people.filter((person) => this.#isIn(person));
  }

  /** The connection is over, whatever was under way on it; the token stays. */
  #forget(person: Person): void {
    person.client = undefined;
    person.sent = [];
  }

  async #open(backend: number): Promise<MeetClient> {
    return MeetClient.open(this.#urls[backend] ?? '');
  }

  async #come(person: Person, backend: number, knows: boolean): Promise<void> {
    const name = `P${this.#people.indexOf(person)}`;
    const hello = { type: 'hello' as const, room: this.#room, name, ...(knows ? { passcode } : {}) };
    if (this.#isIn(person)) {
      await this.#settle();
      if (!person.client || person.client.closed) return;
      const again = await ask(person.client, hello);
      equal(again.type === 'error' && again.code, 'already-joined');
      return;
    }
    const client = await this.#open(backend);
    const early = await ask(client, { type: 'lock', locked: true });
    equal(early.type === 'error' && early.code, 'not-joined');
    const answer = await ask(client, hello);
    if (answer.type === 'welcome') return this.#welcomed(person, client, answer);
    ok(answer.type === 'error' && closedDoors.has(answer.code), JSON.stringify(answer));
    client.close();
  }

  #welcomed(person: Person, client: MeetClient, welcome: Extract<ServerMessage, { type: 'welcome' }>): void {
    client.onMessage = risingVersions(client);
    Object.assign(person, { client, id: welcome.participant, token: welcome.resumeToken, sent: [] });
  }

  async #comeBack(person: Person, backend: number): Promise<void> {
    if (person.token === '') return;
    const old = person.client;
    const client = await this.#open(backend);
    const resume = { token: person.token, version: old?.view.version ?? 0 };
    if (old && resume.version > 0) client.view = old.view;
    const answer = await ask(client, { type: 'hello', room: this.#room, name: 'again', resume });
    if (answer.type === 'error') {
      // Who left, or was sent out, has no place to come back to.
      equal(answer.code, 'resume-refused');
      client.close();
      await this.#settle();
      ok(!this.#viewers().some(({ view }) => view.participants.some(({ id }) => id === person.id)));
      return;
    }
    ok(answer.type === 'welcome' && answer.resumed && answer.participant === person.id);
    this.#welcomed(person, client, answer);
    if (old) await waitFor('the older connection is told', () => old.closed, { stepMs: 3, ms: patience });
  }

  async #leave(person: Person): Promise<void> {
    await this.#settle();
    const { client } = person;
    if (!client || client.closed) return;
    equal((await ask(client, { type: 'leave' })).type, 'ack');
    const closed = await waitFor('the connection ends', () => client.closed, { stepMs: 3, ms: patience });
    equal(closed.code, 1000);
    this.#forget(person);
  }

  async #say(person: Person, step: Extract<Step, { do: 'say' }>): Promise<void> {
    if (step.calm) await this.#settle();
    const { client } = person;
    if (!client || client.closed) return;
    const message = messageOf(step, this.#person(step.target).id || 'p99999999');
    this.#said += 1;
    // The number alone repeats: a repeated command is a test, too.
    const id = step.type === 'chat' && step.calm ? `chat-${step.number % 5}` : `${step.type}.${this.#said}`;
    if (!step.calm) {
      person.sent.push(id);
      return client.sendRaw(JSON.stringify({ ...message, id }));
    }
    const role = roleIn(client, person.id);
    const everybody = this.#present().flatMap((one) => one.client ?? []);
    const answer = await askAs(client, message, id);
    const roles = new Set([role, roleIn(client, person.id)]);
    this.#judge(step.type, role, answer, roles);
    if (step.type !== 'end-room' || answer.type === 'error') return;
    for (const one of everybody) {
      const { code } = await waitFor('the end of the room reaches all', () => one.closed, {
        stepMs: 3,
        ms: patience,
      });
      equal(code, 1000);
    }
  }

  /** @param possible roles that the person had meanwhile: the clock makes hosts, too */
  #judge(type: Capability, role: Role, answer: ServerMessage, possible: ReadonlySet<Role>): void {
    const pair = `${type} ${role}`;
    const verdict = this.#verdicts.get(pair) ?? { accepted: 0, refused: 0 };
    this.#verdicts.set(pair, verdict);
    if (answer.type !== 'error') {
      verdict.accepted += 1;
      equal(answer.type, answerOf(type), pair);
      return ok(
        [...possible].some((one) => allows(one, type)),
        `${pair} was accepted`,
      );
    }
    ok(refusalsOf(type).includes(answer.code), `${pair}: ${answer.code} is not in the reference`);
    verdict.refused += 1;
    ok(!neverSaid.has(answer.code), `${pair}: ${answer.code} ${answer.message}`);
    if (possible.size > 1) return;
    if (!allows(role, type)) equal(answer.code, 'not-allowed', pair);
    else ok(answer.code !== 'not-allowed' || furtherRules.has(type), `${pair}: ${answer.message}`);
  }

  /** Those who see the room. */
  #viewers(): MeetClient[] {
    return this.#present().flatMap(({ client, id }) =>
      client && roleIn(client, id) !== 'waiting' ? [client] : [],
    );
  }

  /** Waits until all is answered, everybody is at the same version, and only open connections count as connected. */
  async #settle(): Promise<void> {
    const look = () => {
      const present = this.#present();
      const answered = present.every(({ client, sent }) =>
        sent.every((id) => (client?.answers(id).length ?? 0) > 0),
      );
      const versions = new Set(present.map(({ client }) => client?.view.version));
      const connected = this.#viewers()[0]?.view.participants.filter((p) => p.connected) ?? null;
      const open = present.map(({ id }) => id);
      const ghosts =
        connected &&
        connected
          .map(({ id }) => id)
          .toSorted()
          .join() !== open.toSorted().join();
      return answered && versions.size <= 1 && !ghosts;
    };
    await waitFor('the room settles', look, { stepMs: 2, ms: patience }).catch((error: unknown) => {
      const seen = this.#present().map(({ id, client }) => ({ id, view: client?.view }));
      throw new Error(`the room does not settle: ${JSON.stringify(seen)}`, { cause: error });
    });
    this.#checkAnswers();
    this.#checkViews();
  }

  #checkAnswers(): void {
    for (const { client, sent } of this.#present()) {
      for (const id of sent) equal(client?.answers(id).length, 1, `answers to ${id}`);
      equal(client?.gaps, 0, 'gaps');
    }
  }

  #checkViews(): void {
    const [first, ...others] = this.#viewers().map(({ view }) => view);
    if (!first) return;
    const hosts = first.participants.filter(({ role }) => role === 'host');
    equal(hosts.length, admitted(first.participants).length > 0 ? 1 : 0, 'hosts');
    for (const view of others) deepEqual(forAll(view), forAll(first));
  }

  /**
   * What the backends would tell somebody new is what everybody has worked out from events. When a place is given up
   * meanwhile, by the clock, both are compared again.
   */
  async #compareSnapshots(): Promise<void> {
    for (const client of this.#viewers()) {
      const [known, told] = await this.#snapshot(client);
      deepEqual(told, known);
    }
  }

  async #snapshot(client: MeetClient): Promise<[known: RoomView, told: RoomView]> {
    for (let tries = 1; ; tries += 1) {
      const known = client.view;
      const answer = await ask(client, { type: 'sync', version: 0 });
      ok(answer.type === 'sync' && answer.sync.kind === 'snapshot');
      const told = answer.sync.view;
      if (told.version === known.version || tries === 10) return [known, told];
    }
  }
}
