import type { ServerMessage } from '@stoa/protocol';
import { randomId } from '../base/index.ts';
import type { ClientRequest } from './_link.ts';
import { RequestError } from './_requests.ts';
import { addOutgoing, dropOutgoing, failOutgoing, outboxLimit, retryOutgoing } from './outbox.ts';
import type { OutgoingChat } from './outbox.ts';

interface ChatDeps {
  readonly outbox: () => readonly OutgoingChat[];
  readonly keep: (outbox: readonly OutgoingChat[]) => void;
  readonly request: (message: ClientRequest) => Promise<ServerMessage>;
}

/** Sends chat messages and keeps each until the room shows it, or it is discarded. */
export class ChatSender {
  readonly #deps: ChatDeps;

  constructor(deps: ChatDeps) {
    this.#deps = deps;
  }

  /**
   * @param to for this participant only
   * @returns false when too many messages are unconfirmed: nothing was taken
   */
  send(text: string, to?: string): boolean {
    const { outbox, keep } = this.#deps;
    if (outbox().length >= outboxLimit) return false;
    const id = `c-${randomId(20)}`;
    keep(addOutgoing(outbox(), id, text, to));
    this.#deliver({ id, text, to });
    return true;
  }

  retry(id: string): void {
    const { outbox, keep } = this.#deps;
    const chat = outbox().find((message) => message.id === id);
    if (chat === undefined || chat.state === 'sending') return;
    keep(retryOutgoing(outbox(), id));
    this.#deliver(chat);
  }

  discard(id: string): void {
    this.#deps.keep(dropOutgoing(this.#deps.outbox(), id));
  }

  /** After a new connection: what is unanswered goes out again, under the same ids. */
  sendAgain(): void {
    for (const chat of this.#deps.outbox()) if (chat.state === 'sending') this.#deliver(chat);
  }

  /** What was refused only because the log was away: the same id makes sending again safe. */
  retryRefused(): void {
    for (const chat of this.#deps.outbox()) if (chat.code === 'log-unavailable') this.retry(chat.id);
  }

  #deliver({ id, text, to }: Pick<OutgoingChat, 'id' | 'text' | 'to'>): void {
    const { outbox, keep, request } = this.#deps;
    const target = to === undefined ? {} : { to };
    request({ type: 'chat', id, text, ...target }).catch((error: unknown) => {
      // Unanswered: it is sent again after the next welcome.
      if (!(error instanceof RequestError) || error.code === 'connection-lost') return;
      keep(failOutgoing(outbox(), id, error.code));
    });
  }
}
