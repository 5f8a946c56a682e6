import { limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent, KeyboardEvent } from 'react';
import type { OutgoingChat, SessionClient, SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { IconButton } from './icon-button.tsx';
import { Panel } from './panel.tsx';

const t = texts.chat;

interface ChatPanelProps {
  readonly session: SessionClient;
  readonly state: SessionState;
  readonly onClose: () => void;
}

export function ChatPanel({ session, state, onClose }: ChatPanelProps) {
  const { view, me, outbox } = state;
  const shown = view.chat.length + outbox.length;
  return (
    <Panel title={t.title} closeLabel={t.close} onClose={onClose}>
      <div className="chat" role="log" aria-label={t.log} tabIndex={0}>
        <ol className="chat__list">
          {shown === 0 && <li className="chat__empty">{t.empty}</li>}
          {view.chat.map((message) => (
            <li
              key={`${message.participant} ${message.id}`}
              className={message.participant === me ? 'message message--own' : 'message'}
            >
              <p className="message__head">
                <span className="message__name">{message.name}</span>
                <time dateTime={new Date(message.at).toISOString()}>{clock(message.at)}</time>
              </p>
              <p className="message__text">{message.text}</p>
            </li>
          ))}
          {outbox.map((message) => (
            <PendingMessage key={message.id} message={message} session={session} />
          ))}
        </ol>
        <div key={`end ${shown}`} ref={reveal} />
      </div>
      <Composer session={session} />
    </Panel>
  );
}

/** The end of the list is a new element whenever the list grows, and shows itself. */
function reveal(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function failureText(code: string | null): string {
  const known: Readonly<Record<string, string>> = t.failed;
  return known[code ?? ''] ?? t.failed.other;
}

/** An own message that is not in the room yet: pending, or failed with a way on. Never silently gone. */
function PendingMessage({
  message,
  session,
}: {
  readonly message: OutgoingChat;
  readonly session: SessionClient;
}) {
  const failed = message.state === 'failed';
  return (
    <li className={`message message--own message--${message.state}`}>
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

function Composer({ session }: { readonly session: SessionClient }) {
  const [text, setText] = useState('');
  const [full, setFull] = useState(false);
  const field = useId();

  function send(): void {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const taken = session.sendChat(trimmed);
    setFull(!taken);
    if (taken) setText('');
  }

  function onKey(event: KeyboardEvent): void {
    // Enter also ends a composition of an input method; that one is not for sending.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="composer"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      {full && (
        <p className="hint hint--error" role="status">
          {t.full}
        </p>
      )}
      <div className="field-row">
        <label className="hidden" htmlFor={field}>
          {t.placeholder}
        </label>
        <textarea
          id={field}
          className="input"
          rows={1}
          value={text}
          maxLength={limits.chatLength}
          placeholder={t.placeholder}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
        />
        <IconButton icon="send" label={t.send} onClick={send} />
      </div>
    </form>
  );
}
