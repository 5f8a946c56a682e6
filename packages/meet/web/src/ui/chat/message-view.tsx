import type { ChatView, RoomView } from '@stoa/protocol';
import type { OutgoingChat, SessionClient } from '../../session/index.ts';
import { locale, texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { privacyOf } from './chat-rules.ts';

const t = texts.chat;

function clock(at: number): string {
  return new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

function failureText(code: string | null): string {
  const known: Readonly<Record<string, string>> = t.failed;
  return known[code ?? ''] ?? t.failed.other;
}

/** Who else sees a private message; nothing for one to everybody. */
function Privacy({ to, view, me }: { readonly to?: string | undefined } & ViewOf) {
  const privacy = privacyOf({ to }, view, me);
  if (privacy === null) return null;
  return (
    <span className="message__private">
      {privacy.kind === 'received' ? t.privateToYou : t.privateTo(privacy.name ?? t.left)}
    </span>
  );
}

interface ViewOf {
  readonly view: RoomView;
  readonly me: string | null;
}

interface MessageProps extends ViewOf {
  readonly message: ChatView;
  /** Undefined: it is not this person's to delete. */
  readonly onDelete: (() => void) | undefined;
}

export function Message({ message, view, me, onDelete }: MessageProps) {
  const own = message.participant === me;
  const kinds = [own ? ' message--own' : '', message.to === undefined ? '' : ' message--private'];
  return (
    <li className={`message${kinds.join('')}`}>
      <p className="message__head">
        <span className="message__name">{message.name}</span>
        <Privacy to={message.to} view={view} me={me} />
        <time dateTime={new Date(message.at).toISOString()}>{clock(message.at)}</time>
      </p>
      <div className="message__line">
        <p className="message__text">{message.text}</p>
        {onDelete !== undefined && <IconButton icon="trash" label={t.delete} onClick={onDelete} />}
      </div>
    </li>
  );
}

/** An own message that is not in the room yet: pending, or failed with a way on. Never silently gone. */
export function PendingMessage({
  message,
  session,
  view,
  me,
}: ViewOf & {
  readonly message: OutgoingChat;
  readonly session: SessionClient;
}) {
  const failed = message.state === 'failed';
  return (
    <li className={`message message--own message--${message.state}`}>
      <p className="message__head">
        <Privacy to={message.to} view={view} me={me} />
      </p>
      <p className="message__text">{message.text}</p>
      <p className="message__state">{failed ? failureText(message.code) : t.sending}</p>
      {failed && (
        <div className="message__actions">
          <button type="button" className="link-button" onClick={() => session.retryChat(message.id)}>
            {t.retry}
          </button>
          <button type="button" className="link-button" onClick={() => session.discardChat(message.id)}>
            {t.discard}
          </button>
        </div>
      )}
    </li>
  );
}
