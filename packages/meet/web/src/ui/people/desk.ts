import type { ChatView, Reaction, RoomEvent } from '@stoa/protocol';
import type { Call } from '../../call/index.ts';
import { RequestError } from '../../session/index.ts';
import type { ClientRequest, SessionEvent } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { ReactionList } from '../hands/index.ts';
import { ToastList } from '../toasts/index.ts';
import type { Toast } from '../toasts/index.ts';
import { noticeOf } from './notice-of.ts';
import type { Notice } from './notice-of.ts';

const t = texts.notices;

/** Where one person deals with the others: asks for things, and is told what the others did. */
export class Desk {
  readonly toasts = new ToastList();
  readonly reactions = new ReactionList();
  readonly #call: Pick<Call, 'session' | 'local'>;

  constructor(call: Pick<Call, 'session' | 'local'>) {
    this.#call = call;
  }

  /** Listens to the session. @returns how to stop */
  follow(): () => void {
    return this.#call.session.listen((event) => this.#onSession(event));
  }

  /** Asks the backend; a refusal is told. @returns whether it was done */
  async ask(request: ClientRequest): Promise<boolean> {
    try {
      await this.#call.session.request(request);
      return true;
    } catch (error) {
      this.toasts.show({ key: 'failed', tone: 'alert', text: failureText(error) });
      return false;
    }
  }

  /** Everybody at the door, one after the other, as far as there is room. */
  async admitAll(): Promise<void> {
    const { view } = this.#call.session.state.get();
    for (const { id, role } of view.participants) {
      if (role === 'waiting' && !(await this.ask({ type: 'admit', target: id }))) return;
    }
  }

  async react(reaction: Reaction): Promise<void> {
    const { me } = this.#call.session.state.get();
    // The others get it from the backend, oneself does not.
    if ((await this.ask({ type: 'reaction', reaction })) && me !== null) this.reactions.add(me, reaction);
  }

  async deleteChat({ id, participant }: Pick<ChatView, 'id' | 'participant'>): Promise<void> {
    const done = await this.ask({ type: 'chat-delete', author: participant, message: id });
    if (done) this.toasts.show({ key: 'chat-deleted', tone: 'status', text: t.chatDeleted });
  }

  #onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'events':
        for (const one of event.events) this.#onEvent(one);
        return;
      case 'reaction':
        return this.reactions.add(event.from, event.reaction);
      case 'unmute-asked':
        return this.#onUnmuteAsked(event.by);
      default:
    }
  }

  #onEvent(event: RoomEvent): void {
    const { view, me } = this.#call.session.state.get();
    // Whoever waited is in, or gone.
    if (event.type === 'role' || event.type === 'left') this.toasts.withdraw(`knock ${event.participant}`);
    const notice = noticeOf(event, view, me);
    if (notice !== null) this.toasts.show(this.#toastOf(notice));
  }

  #onUnmuteAsked(by: string): void {
    const { local, session } = this.#call;
    if (local.state.get().audio.on) return;
    const name = session.state.get().view.participants.find((person) => person.id === by)?.name;
    this.toasts.show({
      key: 'unmute',
      tone: 'alert',
      text: t.unmuteAsked(name ?? t.somebody),
      actions: [
        { label: t.unmute, run: () => void local.set('audio', true) },
        { label: t.stayMuted, run: () => undefined },
      ],
    });
  }

  #toastOf(notice: Notice): Toast {
    switch (notice.kind) {
      case 'knock':
        return {
          key: `knock ${notice.id}`,
          tone: 'status',
          text: t.knock(notice.name),
          actions: [{ label: t.admit, run: () => void this.ask({ type: 'admit', target: notice.id }) }],
        };
      case 'muted':
        return {
          key: 'muted',
          tone: 'alert',
          text: notice.by === null ? t.muted : t.mutedBy(notice.by),
        };
      case 'role':
        return { key: 'role', tone: 'status', text: t.roles[notice.role] };
      case 'new-host':
        return { key: 'new-host', tone: 'status', text: t.newHost(notice.name) };
      case 'hand':
        return { key: 'hand', tone: 'status', text: t.handRaised(notice.name) };
      case 'hand-lowered':
        return { key: 'hand-lowered', tone: 'status', text: t.handLowered };
      case 'own-chat-deleted':
        return { key: 'chat-deleted', tone: 'status', text: t.ownChatDeleted };
    }
  }
}

function failureText(error: unknown): string {
  const known: Readonly<Record<string, string>> = t.failed;
  return (error instanceof RequestError ? known[error.code] : undefined) ?? t.failed.other;
}
