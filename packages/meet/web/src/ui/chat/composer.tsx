import { limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent, KeyboardEvent } from 'react';
import type { SessionClient, SessionState } from '../../session/index.ts';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { recipientsOf } from './chat-rules.ts';

const t = texts.chat;

interface Recipient {
  readonly id: string;
  readonly name: string;
}

export function Composer({
  session,
  state: { view, me },
}: {
  readonly session: SessionClient;
  readonly state: Pick<SessionState, 'view' | 'me'>;
}) {
  const [text, setText] = useState('');
  const [full, setFull] = useState(false);
  const [to, setTo] = useState<Recipient | null>(null);
  const field = useId();
  const recipients: readonly Recipient[] = recipientsOf(view, me);
  // What was meant for one must not go to everybody because that one has left.
  const gone = to !== null && !recipients.some((person) => person.id === to.id);

  function send(): void {
    const trimmed = text.trim();
    if (trimmed === '' || gone) return;
    const taken = session.sendChat(trimmed, to?.id);
    setFull(!taken);
    if (taken) setText('');
  }

  function onKey(event: KeyboardEvent): void {
    // Enter also ends a composition of an input method; that one is not for sending.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  const problem = gone ? t.failed['no-such-participant'] : full ? t.full : null;
  return (
    <form
      className={to === null ? 'composer' : 'composer composer--private'}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      {problem !== null && (
        <p className="hint hint--error" role="status">
          {problem}
        </p>
      )}
      {(recipients.length > 0 || to !== null) && (
        <RecipientChoice recipients={recipients} to={to} gone={gone} onChange={setTo} />
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

interface RecipientChoiceProps {
  readonly recipients: readonly Recipient[];
  readonly to: Recipient | null;
  /** The one chosen has left. */
  readonly gone: boolean;
  readonly onChange: (to: Recipient | null) => void;
}

function RecipientChoice({ recipients, to, gone, onChange }: RecipientChoiceProps) {
  const field = useId();
  return (
    <label className="composer__to" htmlFor={field}>
      {t.to}
      <select
        id={field}
        className="input"
        value={to?.id ?? ''}
        onChange={(event) => onChange(recipients.find((person) => person.id === event.target.value) ?? null)}
      >
        <option value="">{t.everyone}</option>
        {recipients.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
        {gone && to !== null && (
          <option value={to.id} disabled>
            {to.name}
          </option>
        )}
      </select>
    </label>
  );
}
